// SPDX-License-Identifier: Apache-2.0
// The session and the calls made with it. Its token comes in the address, moves into this tab's storage and leaves the address at
// once.

const STORED = 'sallyport.session';

let token = takeToken();

function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get('session_token')
    ?? new URLSearchParams(location.search).get('session_token');
  if (given) {
    sessionStorage.setItem(STORED, given);
    history.replaceState(null, '', location.pathname);
  }
  return given ?? sessionStorage.getItem(STORED);
}

export function hasSession() {
  return token !== null;
}

/** Forgets the session, here and in storage. */
export function leave() {
  token = null;
  sessionStorage.removeItem(STORED);
}

/** The answer as {status, body}; status 0 when there was none. */
export async function call(method, path, body) {
  try {
    const answer = await fetch(`connect/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      keepalive: method === 'DELETE' // the window may be closed meanwhile
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  } catch {
    return { status: 0, body: null };
  }
}

/** Where a browser leaves for an integration's provider. */
export function authorizeAddress(integration, fields) {
  const query = new URLSearchParams({ connect_session_token: token });
  Object.entries(fields).forEach(([name, value]) => query.append(`params[${name}]`, value));
  return new URL(`oauth/connect/${encodeURIComponent(integration.unique_key)}?${query}`, location.href).href;
}

/** Tells the window that opened this one. No secret is in it: it may be anyone's. */
export function tell(type, payload) {
  if (window.opener) {
    window.opener.postMessage({ type, payload }, '*');
  }
}
