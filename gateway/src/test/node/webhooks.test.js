// SPDX-License-Identifier: Apache-2.0
// The published client, unmodified, verifies what the gateway sends to a receiver.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Nango } from '@nangohq/node';

const host = process.env.SALLYPORT_URL;
const key = process.env.SALLYPORT_KEY;
const integration = 'webhook-test';

let receiver;

function call(method, path, body) {
  return fetch(`${host}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body)
  });
}

async function rotate() {
  const answer = await call('POST', '/environment/webhook-signing-key/rotate', {});
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()).data.webhook_signing_key;
}

/** Imports a connection and waits for what its receiver is told. */
async function eventOf(connection) {
  const told = once(receiver, 'event', { signal: AbortSignal.timeout(20_000) });
  const answer = await call('POST', '/connections?verify=false', {
    provider_config_key: integration,
    connection_id: connection,
    credentials: { type: 'API_KEY', apiKey: 'upstream-key' },
    end_user: { id: 'user-1', email: 'ada@example.com', organization: { id: 'org-1' } },
    tags: { team: 'blüe' },
    webhook_url_override: `http://127.0.0.1:${receiver.address().port}/hook?from=test`
  });
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await told)[0];
}

before(async () => {
  receiver = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      response.writeHead(204).end();
      receiver.emit('event', { headers: request.headers, body: Buffer.concat(parts).toString() });
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const answer = await call('POST', '/integrations', {
    provider: 'private-api-generic',
    unique_key: integration,
    integration_config: { baseUrl: 'https://api.example.com', keyName: 'x-api-key' }
  });
  assert.equal(answer.status, 200, await answer.clone().text());
});

after(async () => {
  await call('DELETE', `/integrations/${integration}`);
  receiver.close();
});

test('verifies a webhook, and what is in it', async () => {
  const client = new Nango({ host, apiKey: key, webhookSigningKey: await rotate() });
  const { headers, body } = await eventOf('customer-1');

  assert.equal(client.verifyIncomingWebhookRequest(body, headers), true);
  assert.equal(client.verifyWebhookSignature(headers['x-nango-signature'], JSON.parse(body)), true);
  assert.equal(client.verifyIncomingWebhookRequest(`${body} `, headers), false);
  assert.deepEqual(JSON.parse(body), {
    from: 'nango',
    type: 'auth',
    connectionId: 'customer-1',
    providerConfigKey: integration,
    authMode: 'API_KEY',
    provider: 'private-api-generic',
    environment: 'dev',
    operation: 'creation',
    success: true,
    tags: { team: 'blüe' },
    endUser: { endUserId: 'user-1', endUserEmail: 'ada@example.com', organizationId: 'org-1', tags: {} }
  });
});

test('verifies with the new key after a rotation, and no longer with the old one', async () => {
  const before = new Nango({ host, apiKey: key, webhookSigningKey: await rotate() });
  const now = new Nango({ host, apiKey: key, webhookSigningKey: await rotate() });
  const { headers, body } = await eventOf('customer-2');

  assert.equal(now.verifyIncomingWebhookRequest(body, headers), true);
  assert.equal(before.verifyIncomingWebhookRequest(body, headers), false);
});
