// SPDX-License-Identifier: Apache-2.0
// The connect page. Its session's token comes in the address, moves into this tab's storage and leaves the address at once.

const STORED = 'sallyport.session';
const MOST_WITHOUT_SEARCH = 7;
const view = document.getElementById('view');
const status = document.getElementById('status');

let token = takeToken();
let offer = { integrations: [], reconnecting: false };
let attempt = null;

start();
window.addEventListener('popstate', () => show(history.state?.integration));
window.addEventListener('message', (event) => event.origin === location.origin && authorized(event.data));
new BroadcastChannel('sallyport-authorize').addEventListener('message', (event) => authorized(event.data));

// ---- session and gateway

function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get('session_token')
    ?? new URLSearchParams(location.search).get('session_token');
  if (given) {
    sessionStorage.setItem(STORED, given);
    history.replaceState(null, '', location.pathname);
  }
  return given ?? sessionStorage.getItem(STORED);
}

/** The answer as {status, body}; status 0 when there was none. */
async function call(method, path, body) {
  try {
    const answer = await fetch(`connect/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error'
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  } catch {
    return { status: 0, body: null };
  }
}

async function start() {
  if (!token) {
    return problem('This link is not complete', 'Open it again from where you got it, or ask for a new one.');
  }
  const answer = await call('GET', 'integrations');
  if (answer.status !== 200) {
    return cannotGoOn(answer);
  }
  offer = answer.body.data;
  setTimeout(expired, Math.min(Date.parse(offer.expires_at) - Date.now(), 2 ** 31 - 1));
  show(history.state?.integration);
}

function cannotGoOn({ status: code }) {
  if (code === 401) {
    return expired();
  }
  const [title, text] = trouble(code);
  problem(title, text, start);
}

function trouble(code) {
  return code === 0
    ? ['The server can’t be reached', 'Check your internet connection, then try again.']
    : ['Something is not working right now', 'It’s not you. Wait a moment, then try again.'];
}

function expired() {
  if (token === null) {
    return;
  }
  leave();
  problem('This link has expired', 'Links like this work for 30 minutes. Go back to where you got it and start again.');
}

/** Forgets the session, here and in storage. */
function leave() {
  token = null;
  attempt = null;
  sessionStorage.removeItem(STORED);
}

/** Tells the window that opened this one. No secret is in it: it may be anyone's. */
function tell(type, payload) {
  if (window.opener) {
    window.opener.postMessage({ type, payload }, '*');
  }
}

// ---- views

function show(key) {
  if (token === null) {
    return;
  }
  const only = offer.integrations.length === 1;
  const chosen = only ? offer.integrations[0] : offer.integrations.find((one) => one.unique_key === key);
  if (chosen) {
    return form(chosen, !only);
  }
  if (offer.integrations.length === 0) {
    return offer.reconnecting
      ? problem('This connection is gone', 'It was removed meanwhile. Go back to where you got this link and start again.')
      : problem('There is nothing to connect', 'Nothing has been set up for this link. Tell whoever sent it to you.');
  }
  list();
}

/** Replaces what is on the page and takes the focus along, so that a screen reader reads on at the new heading. */
function swap(name, title, lead) {
  const content = document.getElementById(name).content.cloneNode(true);
  const heading = content.querySelector('h1');
  heading.textContent = title ?? heading.textContent;
  if (lead) {
    content.querySelector('.lead').textContent = lead;
  }
  const first = view.getAttribute('aria-busy') === 'true';
  view.removeAttribute('aria-busy');
  view.replaceChildren(content);
  document.title = heading.textContent;
  status.textContent = '';
  if (!first) {
    heading.focus();
  }
  scrollTo(0, 0);
  return (selector) => view.querySelector(selector);
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
  view.querySelector('.none').hidden = left > 0;
  status.textContent = left === 1 ? '1 account' : `${left} accounts`;
}

/** A provider's initial on one of a few colours, always the same. */
function dress(tile, integration) {
  const name = integration.provider_name;
  tile.textContent = [...name][0].toUpperCase();
  tile.classList.add(`hue-${[...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 7}`);
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
      authorizes ? authorize(integration, fields) : submit(integration, fields);
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

// ---- fields

function makeField(spec) {
  const element = document.getElementById('field').content.cloneNode(true).firstElementChild;
  const id = `${spec.section}.${spec.name}`;
  const input = makeInput(spec);
  input.id = id;
  input.name = id;
  input.required = spec.required;
  input.value = spec.value ?? '';
  input.setAttribute('aria-describedby', `${id}-hint ${id}-error`);
  const label = element.querySelector('label');
  label.htmlFor = id;
  label.textContent = spec.title;
  if (!spec.required) {
    const optional = document.createElement('small');
    optional.textContent = ' (optional)';
    label.append(optional);
  }
  const hint = element.querySelector('.hint');
  hint.id = `${id}-hint`;
  hint.textContent = hintOf(spec);
  element.querySelector('.error').id = `${id}-error`;
  const [before, after] = element.querySelectorAll('.affix');
  before.textContent = spec.prefix ?? '';
  after.textContent = spec.suffix ?? '';
  before.after(input);
  if (spec.secret && input.type === 'password') {
    element.querySelector('.box').append(makeReveal(input, spec.title));
  }
  const field = { spec, element, input };
  input.addEventListener('input', () => complain(field, ''));
  return field;
}

function makeInput(spec) {
  if (spec.options.length > 0) {
    const select = document.createElement('select');
    select.append(...(spec.required && spec.value ? [] : [new Option('Choose…', '')]), ...spec.options.map((one) => new Option(one)));
    return select;
  }
  if (spec.multiline) {
    return Object.assign(document.createElement('textarea'), { spellcheck: false, autocomplete: 'off' });
  }
  const keyboards = { uri: 'url', hostname: 'url', email: 'email' };
  return Object.assign(document.createElement('input'), {
    type: spec.secret ? 'password' : 'text',
    inputMode: keyboards[spec.format] ?? '',
    autocomplete: spec.secret ? 'new-password' : 'off',
    autocapitalize: 'none',
    spellcheck: false
  });
}

function makeReveal(input, title) {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'reveal' });
  button.textContent = 'Show';
  button.ariaLabel = `Show ${title}`;
  button.ariaPressed = 'false';
  button.setAttribute('aria-controls', input.id);
  button.addEventListener('click', () => {
    const hidden = input.type === 'password';
    input.type = hidden ? 'text' : 'password';
    button.ariaPressed = String(hidden);
    button.textContent = hidden ? 'Hide' : 'Show';
  });
  return button;
}

function hintOf({ description, example }) {
  const parts = [description, example && `For example ${example}`];
  return parts.filter(Boolean).join(' ').trim();
}

function isAsked({ spec }, fields) {
  const condition = spec.visible_when;
  const other = condition && fields.find((field) => field.spec.name === condition.field);
  return !other || other.input.value === condition.equals;
}

/** Without the blanks that come along when something is pasted; a password may mean its own. */
function answerOf({ spec, input }) {
  return spec.name === 'password' ? input.value : input.value.trim();
}

function answers(fields, section) {
  return Object.fromEntries(
    fields
      .filter((field) => field.spec.section === section && !field.element.hidden)
      .map((field) => [field.spec.name, answerOf(field)])
  );
}

function areComplete(fields, name) {
  fields.forEach((field) => complain(field, field.element.hidden ? '' : fault(field, name)));
  return !pointOut(fields);
}

function fault({ spec, input }, name) {
  const answer = answerOf({ spec, input });
  if (answer === '') {
    return spec.required ? words('invalid_type', spec, name) : '';
  }
  return spec.pattern && !fits(spec.pattern, answer) ? words('invalid_format', spec, name) : '';
}

/** A pattern that browsers cannot read is left to the gateway. */
function fits(pattern, answer) {
  try {
    return new RegExp(pattern).test(answer);
  } catch {
    return true;
  }
}

function words(code, { title, example }, name) {
  switch (code) {
    case 'invalid_type':
    case 'too_small':
      return `“${title}” can’t be empty.`;
    case 'too_big':
      return `“${title}” is longer than ${name} allows.`;
    case 'invalid_value':
      return 'Choose one of the options.';
    default:
      return example ? `“${title}” should look like ${example}` : `“${title}” is not in the form that ${name} uses.`;
  }
}

function complain({ element, input }, text) {
  const error = element.querySelector('.error');
  error.textContent = text;
  error.hidden = text === '';
  element.classList.toggle('invalid', text !== '');
  input.ariaInvalid = text === '' ? null : 'true';
}

/** Moves to the first field that has a complaint; false when none has. */
function pointOut(fields) {
  const wrong = fields.filter((field) => field.input.ariaInvalid === 'true');
  if (wrong.length > 0) {
    wrong[0].input.focus();
    status.textContent = wrong.length === 1 ? 'One field needs another look.' : `${wrong.length} fields need another look.`;
  }
  return wrong.length > 0;
}

// ---- by a form

async function submit(integration, fields) {
  const button = view.querySelector('.primary');
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
  status.textContent = is ? text : '';
}

function refused(integration, fields, { status: code, body }) {
  const error = body?.error ?? {};
  tell('error', { errorType: error.code ?? 'network', errorMessage: error.message ?? 'The server cannot be reached' });
  if (error.code === 'connection_test_failed') {
    return alertBox(`${integration.provider_name} did not accept this`, advice(error.reason));
  }
  if (error.code === 'unknown_connection') {
    return problem('This connection is gone', 'It was removed meanwhile. Go back to where you got this link and start again.');
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
  return `${known} (${reason})`;
}

function alertBox(title, text) {
  const box = view.querySelector('.alert');
  box.replaceChildren();
  if (title) {
    const strong = document.createElement('strong');
    strong.textContent = title;
    const paragraph = document.createElement('p');
    paragraph.textContent = text;
    box.append(strong, paragraph);
    box.focus();
  }
}

// ---- by signing in at the provider

function authorize(integration, fields) {
  const query = new URLSearchParams({ connect_session_token: token });
  Object.entries(answers(fields, 'connection_config')).forEach(([name, value]) => query.append(`params[${name}]`, value));
  const address = new URL(`oauth/connect/${encodeURIComponent(integration.unique_key)}?${query}`, location.href).href;
  const popup = window.open(address, 'sallyport-authorize', 'popup,width=600,height=760');
  if (!popup) {
    location.assign(address);
    return;
  }
  attempt = { integration, popup };
  wait(address);
}

function wait(address) {
  const { integration, popup } = attempt;
  const provider = integration.provider_name;
  const find = swap('wait-view', `Finish at ${provider}`, `Sign in and allow access in the window that has opened. This page goes on by itself.`);
  dress(find('.tile'), integration);
  find('.again').addEventListener('click', () => {
    alertBox();
    attempt.popup = window.open(address, 'sallyport-authorize', 'popup,width=600,height=760');
    watch();
  });
  find('.cancel').addEventListener('click', () => {
    popup.close();
    attempt = null;
    show(integration.unique_key);
  });
  watch();
}

/** Says so when the window is closed; the result may still come, where a provider's page has cut the tie between the windows. */
function watch() {
  const mine = attempt;
  const timer = setInterval(() => {
    if (attempt !== mine) {
      clearInterval(timer);
    } else if (mine.popup?.closed) {
      clearInterval(timer);
      alertBox('The window was closed', `If you have not finished at ${mine.integration.provider_name}, open it again.`);
    }
  }, 500);
}

function authorized(result) {
  const mine = attempt;
  if (!mine || result?.source !== 'sallyport' || (result.integration ?? mine.integration.unique_key) !== mine.integration.unique_key) {
    return;
  }
  attempt = null;
  if (result.type === 'connected') {
    return done(mine.integration, result.connection_id);
  }
  tell('error', { errorType: result.error?.code, errorMessage: result.error?.message });
  show(mine.integration.unique_key);
  alertBox('This could not be connected', result.error?.message ?? 'Try again.');
}

// ---- ends

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

function problem(title, text, again) {
  const find = swap('problem-view', title, text);
  find('.retry').hidden = !again;
  find('.retry').addEventListener('click', () => {
    view.setAttribute('aria-busy', 'true');
    again();
  });
}
