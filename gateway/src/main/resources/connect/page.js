// SPDX-License-Identifier: Apache-2.0
// The connect page: what there is to connect, a form for it, and how it ended.

import { authorizeAddress, call, hasSession, leave, tell } from './gateway.js';
import { answers, areComplete, complain, isAsked, makeField, pointOut, words } from './fields.js';
import { returned, signIn } from './signin.js';
import { alertBox, announce, dress, problem, swap, trouble } from './view.js';

const MOST_WITHOUT_SEARCH = 7;
const GONE = 'It was removed meanwhile. Go back to where you got this link and start again.';

let offer = { integrations: [], reconnecting: false };

start();
window.addEventListener('popstate', () => show(history.state?.integration));

async function start() {
  if (!hasSession()) {
    return problem('This link is not complete', 'Open it again from where you got it, or ask for a new one.');
  }
  const answer = await call('GET', 'integrations');
  if (answer.status !== 200) {
    return cannotGoOn(answer);
  }
  offer = answer.body.data;
  setTimeout(expired, Math.min(Date.parse(offer.expires_at) - Date.now(), 2 ** 31 - 1));
  const result = returned();
  const integration = offer.integrations.find((one) => one.unique_key === result?.integration);
  integration ? ended(integration, offer.integrations.length > 1, result) : show(history.state?.integration);
}

function cannotGoOn({ status: code }) {
  if (code === 401) {
    return expired();
  }
  const [title, text] = trouble(code);
  problem(title, text, start);
}

function expired() {
  if (!hasSession()) {
    return;
  }
  leave();
  problem('This link has expired', 'Links like this work for 30 minutes. Go back to where you got it and start again.');
}

function show(key) {
  if (!hasSession()) {
    return;
  }
  const only = offer.integrations.length === 1;
  const chosen = only ? offer.integrations[0] : offer.integrations.find((one) => one.unique_key === key);
  if (chosen) {
    return form(chosen, !only);
  }
  if (offer.integrations.length === 0) {
    return offer.reconnecting
      ? problem('This connection cannot be repaired here', 'Tell whoever sent you this link that it has to be set up anew.')
      : problem('There is nothing to connect', 'Nothing has been set up for this link. Tell whoever sent it to you.');
  }
  list();
}

function list() {
  const find = swap('list-view');
  const items = offer.integrations.map((integration) => {
    const item = document.getElementById('choice').content.cloneNode(true).firstElementChild;
    dress(item.querySelector('.tile'), integration);
    item.querySelector('strong').textContent = integration.display_name;
    item.querySelector('small').textContent =
      integration.provider_name === integration.display_name ? '' : integration.provider_name;
    item.querySelector('button').addEventListener('click', () => {
      history.pushState({ integration: integration.unique_key }, '');
      show(integration.unique_key);
    });
    return item;
  });
  find('.choices').append(...items);
  if (items.length > MOST_WITHOUT_SEARCH) {
    find('.search').hidden = false;
    find('#search').addEventListener('input', (event) => filter(items, event.target.value.trim().toLowerCase()));
  }
}

function filter(items, wanted) {
  items.forEach((item) => {
    item.hidden = !item.querySelector('.name').textContent.toLowerCase().includes(wanted);
  });
  const left = items.filter((item) => !item.hidden).length;
  document.querySelector('.none').hidden = left > 0;
  announce(left === 1 ? '1 account' : `${left} accounts`);
}

function form(integration, hasBack) {
  const name = integration.display_name;
  const authorizes = integration.flow === 'authorize';
  const find = swap('form-view', `${offer.reconnecting ? 'Reconnect' : 'Connect'} ${name}`, lead(integration));
  dress(find('.tile'), integration);
  find('.back').hidden = !hasBack;
  find('.back').addEventListener('click', () => history.back());
  find('.primary').textContent = authorizes ? `Continue to ${integration.provider_name}` : 'Connect';
  if (/^https?:/.test(integration.docs ?? '')) {
    find('.docs a').href = integration.docs;
    find('.docs').hidden = false;
  }
  const fields = integration.fields.map(makeField);
  find('.fields').append(...fields.map((field) => field.element));
  const reveal = () => fields.forEach((field) => {
    field.element.hidden = !isAsked(field, fields);
  });
  find('form').addEventListener('input', reveal);
  reveal();
  find('form').addEventListener('submit', (event) => {
    event.preventDefault();
    if (find('.primary').ariaDisabled !== 'true' && areComplete(fields, name)) {
      authorizes ? authorize(integration, fields, hasBack) : submit(integration, fields);
    }
  });
}

function lead({ flow, fields, provider_name: provider }) {
  if (flow === 'authorize') {
    return fields.length > 0
      ? `Fill this in, then sign in at ${provider} and allow access.`
      : `You’ll sign in at ${provider} and allow access.`;
  }
  return fields.length > 0 ? `Enter the details of your ${provider} account.` : 'No details are needed.';
}

async function submit(integration, fields) {
  const button = document.querySelector('.primary');
  alertBox();
  busy(button, `Checking with ${integration.provider_name}…`);
  const answer = await call('POST', 'connections', {
    integration: integration.unique_key,
    credentials: answers(fields, 'credentials'),
    connection_config: answers(fields, 'connection_config')
  });
  if (!button.isConnected) {
    return;
  }
  busy(button, 'Connect', false);
  if (answer.status === 201) {
    return done(integration, answer.body.data.connection_id);
  }
  if (answer.status === 401) {
    return expired();
  }
  refused(integration, fields, answer);
}

function busy(button, text, is = true) {
  button.ariaDisabled = String(is);
  button.textContent = text;
  announce(is ? text : '');
}

function refused(integration, fields, { status: code, body }) {
  const error = body?.error ?? {};
  tell('error', { errorType: error.code ?? 'network', errorMessage: error.message ?? 'The server cannot be reached' });
  if (error.code === 'connection_test_failed') {
    return alertBox(`${integration.provider_name} did not accept this`, advice(error.reason));
  }
  if (error.code === 'unknown_connection') {
    return problem('This connection is gone', GONE);
  }
  const rest = (error.errors ?? []).filter(({ code: kind, path }) => {
    const field = fields.find(({ spec }) => spec.section === path[0] && spec.name === path[1]);
    field && complain(field, words(kind, field.spec, integration.provider_name));
    return !field;
  });
  if (code === 400 && rest.length === 0 && pointOut(fields)) {
    return;
  }
  if (code === 400) {
    return alertBox('This could not be connected', rest[0]?.message ?? error.message);
  }
  const [title, text] = trouble(code);
  alertBox(title, `${text} What you entered is still here.`);
}

function advice(reason = '') {
  const known = /status (401|403)$/.test(reason)
    ? 'Check that everything is complete and copied without extra characters, and that it has not been revoked.'
    : 'Check what you entered, then try again.';
  return `${known} ${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

function done(integration, connectionId) {
  const more = offer.integrations.length > 1;
  const find = swap(
    'done-view',
    `${integration.display_name} is ${offer.reconnecting ? 'connected again' : 'connected'}`,
    window.opener ? 'You can close this window.' : 'You can close this page and go back to where you came from.'
  );
  tell('connect', { providerConfigKey: integration.unique_key, connectionId });
  find('.close').hidden = !window.opener;
  find('.close').addEventListener('click', () => {
    tell('close');
    window.close();
  });
  find('.more').hidden = !more;
  find('.more').addEventListener('click', () => {
    history.pushState(null, '');
    show();
  });
  if (!more) {
    call('DELETE', 'session');
    leave();
  }
}

function authorize(integration, fields, hasBack) {
  const address = authorizeAddress(integration, answers(fields, 'connection_config'));
  signIn(
    integration,
    address,
    (result) => ended(integration, hasBack, result),
    () => form(integration, hasBack)
  );
}

function ended(integration, hasBack, { type, connection_id: connectionId, error }) {
  if (type === 'connected') {
    return done(integration, connectionId);
  }
  tell('error', { errorType: error?.code, errorMessage: error?.message });
  form(integration, hasBack);
  alertBox('This could not be connected', error?.message ?? 'Try again.');
}
