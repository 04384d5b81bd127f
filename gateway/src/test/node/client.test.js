// SPDX-License-Identifier: Apache-2.0
// Takes the published client, unmodified, through every method that is in scope (contract.md §6).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Nango } from '@nangohq/node';
import { startUpstream } from './upstream.js';

const host = process.env.SALLYPORT_URL;
const key = process.env.SALLYPORT_KEY;
const client = new Nango({ host, apiKey: key });

let upstream;
let baseUrl;

const integration = 'client-test';
const connection = 'customer-1';
const oauth = 'client-test-oauth';

async function importConnection(body) {
  const answer = await fetch(`${host}/connections?verify=false`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body)
  });
  assert.equal(answer.status, 201, await answer.clone().text());
  return answer.json();
}

before(async () => {
  upstream = await startUpstream();
  baseUrl = `http://127.0.0.1:${upstream.address().port}`;
});

after(() => upstream.close());

test('lists and gets providers', async () => {
  const { data } = await client.listProviders({ search: 'github' });
  assert.ok(data.some((provider) => provider.name === 'github'));
  const one = await client.getProvider({ provider: 'github' });
  assert.equal(one.data.name, 'github');
  assert.equal(one.data.auth_mode, 'OAUTH2');
});

test('creates, gets, lists and updates integrations', async () => {
  const created = await client.createIntegration({
    provider: 'private-api-generic',
    unique_key: integration,
    display_name: 'Client test',
    integration_config: { baseUrl, keyName: 'x-api-key' },
    gateway: { allow_http: true }
  });
  assert.equal(created.data.unique_key, integration);
  await client.createIntegration({
    provider: 'github',
    unique_key: oauth,
    credentials: { type: 'OAUTH2', client_id: 'id', client_secret: 'secret', scopes: 'repo' },
    gateway: { allow_http: true, allowed_hosts: ['127.0.0.1'] }
  });
  const updated = await client.updateIntegration({ uniqueKey: integration }, { display_name: 'Renamed' });
  assert.equal(updated.data.display_name, 'Renamed');
  const got = await client.getIntegration({ uniqueKey: integration });
  assert.equal(got.data.provider, 'private-api-generic');
  const { configs } = await client.listIntegrations();
  assert.deepEqual(configs.map((config) => config.unique_key).sort(), [integration, oauth]);
});

test('reads an imported connection: token, raw answer, metadata', async () => {
  await importConnection({
    provider_config_key: integration,
    connection_id: connection,
    credentials: { type: 'API_KEY', apiKey: 'upstream-key' },
    metadata: { plan: 'pro', limit: 9007199254740993 }
  });
  await importConnection({
    provider_config_key: oauth,
    connection_id: connection,
    credentials: { type: 'OAUTH2', access_token: 'token-1', refresh_token: 'refresh-1', raw: { scope: 'repo' } }
  });
  const full = await client.getConnection(integration, connection);
  assert.equal(full.credentials.apiKey, 'upstream-key');
  assert.equal(full.provider_config_key, integration);
  assert.equal(await client.getToken(oauth, connection), 'token-1');
  const raw = await client.getRawTokenResponse(oauth, connection);
  assert.equal(raw.scope, 'repo');
  const withRefresh = await client.getConnection(oauth, connection, false, true);
  assert.equal(withRefresh.credentials.refresh_token, 'refresh-1');
  const without = await client.getConnection(oauth, connection);
  assert.equal(without.credentials.refresh_token, undefined);
  assert.equal((await client.getMetadata(integration, connection)).plan, 'pro');
});

test('sets and merges metadata', async () => {
  assert.equal((await client.setMetadata(integration, connection, { a: 1, b: 2 })).status, 201);
  assert.equal((await client.updateMetadata(integration, [connection], { b: 3 })).status, 200);
  assert.deepEqual(await client.getMetadata(integration, connection), { a: 1, b: 3 });
});

test('patches and lists connections', async () => {
  const patched = await client.patchConnection(
    { connectionId: connection, provider_config_key: integration },
    { tags: { team: 'blue' }, end_user: { id: 'user-1', email: 'user@example.com' } }
  );
  assert.equal(patched.success, true);
  const byTag = await client.listConnections({ tags: { team: 'blue' } });
  assert.deepEqual(byTag.connections.map((one) => one.provider_config_key), [integration]);
  const byUser = await client.listConnections({ userId: 'user-1' });
  assert.equal(byUser.connections.length, 1);
  const byId = await client.listConnections(connection);
  assert.equal(byId.connections.length, 2);
});

for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
  test(`proxies ${method}`, async () => {
    const answer = await client[method]({
      endpoint: '/v1/items?expand=a%2Fb',
      providerConfigKey: integration,
      connectionId: connection,
      headers: { 'X-Custom': 'yes' },
      ...(method === 'get' ? {} : { data: { name: 'value' } })
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['sallyport-source'], 'upstream');
    assert.equal(answer.data.method, method.toUpperCase());
    assert.equal(answer.data.url, '/v1/items?expand=a%2Fb');
    assert.equal(answer.data.headers['x-api-key'], 'upstream-key');
    assert.equal(answer.data.headers['x-custom'], 'yes');
    assert.match(answer.data.headers['user-agent'], /^Sallyport\//);
    assert.equal(answer.data.headers.authorization, undefined);
    assert.equal(Object.keys(answer.data.headers).some((name) => name.startsWith('nango-')), false);
    if (method !== 'get') {
      assert.deepEqual(JSON.parse(answer.data.body), { name: 'value' });
    }
  });
}

test('proxies with params, retries, retryOn, decompress and an override', async () => {
  const answer = await client.proxy({
    method: 'GET',
    endpoint: 'user',
    providerConfigKey: oauth,
    connectionId: connection,
    baseUrlOverride: `${baseUrl}/base/`,
    params: { q: 'a b' },
    retries: 2,
    retryOn: [409],
    decompress: true
  });
  assert.equal(answer.data.url, '/base/user?q=a+b');
  assert.equal(answer.data.headers.authorization, 'Bearer token-1');
});

test('a POST without data goes out empty', async () => {
  const answer = await client.post({ endpoint: '/empty', providerConfigKey: integration, connectionId: connection });
  assert.equal(answer.data.body, '');
  assert.equal(answer.data.headers['content-length'], '0');
});

test("an upstream's error is the caller's to see", async () => {
  await assert.rejects(
    client.get({ endpoint: '/x?status=422', providerConfigKey: integration, connectionId: connection }),
    (error) => error.response.status === 422 && error.response.data.method === 'GET'
  );
});

test("the gateway's own errors carry a code", async () => {
  await assert.rejects(
    client.get({ endpoint: '/x', providerConfigKey: integration, connectionId: 'nobody' }),
    (error) => error.response.status === 404 && error.response.data.error.code === 'unknown_connection'
  );
});

test('opens connect sessions, for new connections and for one to be repaired', async () => {
  const { data } = await client.createConnectSession({
    end_user: { id: 'user-1', email: 'user@example.com', display_name: 'User', tags: { plan: 'pro' } },
    organization: { id: 'org-1', display_name: 'Org' },
    allowed_integrations: [integration],
    integrations_config_defaults: { [integration]: { connection_config: { region: 'eu' } } },
    overrides: { [integration]: { docs_connect: 'https://docs.example.com' } },
    tags: { team: 'blue' }
  });
  assert.match(data.token, /^nango_connect_session_[0-9a-f]{64}$/);
  assert.ok(new Date(data.expires_at) > new Date());
  const link = new URL(data.connect_link);
  assert.equal(link.pathname, '/connect');
  const page = await fetch(`${host}${link.pathname}`);
  assert.match(await page.text(), /<main id="view"/);
  const session = await fetch(`${host}/connect/session`, { headers: { authorization: `Bearer ${data.token}` } });
  assert.equal((await session.json()).data.endUser.organization.id, 'org-1');

  const reconnect = await client.createReconnectSession({ connection_id: connection, integration_id: integration });
  assert.match(reconnect.data.token, /^nango_connect_session_[0-9a-f]{64}$/);
  await assert.rejects(
    client.createConnectSession({ end_user: { id: 'user-1' }, allowed_integrations: ['none'] }),
    (error) =>
      error.response.status === 400 && error.response.data.error.errors[0].message === 'Integration does not exist'
  );
});

test('deletes connections and integrations', async () => {
  assert.equal((await client.deleteConnection(integration, connection)).data.success, true);
  assert.equal((await client.deleteConnection(oauth, connection)).data.success, true);
  assert.equal((await client.deleteIntegration(integration)).data.success, true);
  assert.equal((await client.deleteIntegration(oauth)).data.success, true);
  assert.deepEqual((await client.listIntegrations()).configs, []);
});
