// SPDX-License-Identifier: Apache-2.0
// Calls of the activity API with the key that this tab keeps.

const STORED = 'sallyport.activity.key';

let key = sessionStorage.getItem(STORED);
let whenRefused = () => {};

/** Why there is no answer to show. Status 0 when there was none at all. */
export class Refusal extends Error {
  constructor(status, error = {}) {
    super(error.message ?? '');
    this.status = status;
    this.code = error.code ?? '';
    this.error = error;
  }
}

export const hasKey = () => key !== null;

export function useKey(given) {
  key = given;
  given === null ? sessionStorage.removeItem(STORED) : sessionStorage.setItem(STORED, given);
}

/** @param work done when the key is no longer taken */
export function onRefused(work) {
  whenRefused = work;
}

/** The raw answer, which is good. */
export async function open(path, { query = {}, headers = {}, signal, method = 'GET', body } = {}) {
  const address = new URL(`/api/activity${path}`, location.origin);
  Object.entries(query).forEach(([name, value]) => value && address.searchParams.set(name, value));
  const used = key;
  let answer;
  try {
    answer = await fetch(address, {
      method,
      headers: { authorization: `Bearer ${used}`, ...(body && { 'content-type': 'application/json' }), ...headers },
      body: body && JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal
    });
  } catch (failure) {
    throw failure.name === 'AbortError' ? failure : new Refusal(0);
  }
  if (!answer.ok) {
    await refuse(answer, used);
  }
  return answer;
}

async function refuse(answer, used) {
  const body = await answer.json().catch(() => null);
  const refusal = new Refusal(answer.status, body?.error);
  if (answer.status === 401 && used === key) {
    whenRefused(refusal);
  }
  throw refusal;
}

export async function ask(path, options) {
  const answer = await open(path, options);
  try {
    return await answer.json();
  } catch (failure) {
    throw failure.name === 'AbortError' ? failure : new Refusal(0);
  }
}

/** What went wrong, as a title and a sentence. */
export function trouble({ status, code, message, error }) {
  if (status === 0) {
    return ['The gateway does not answer', 'Check that its management port can be reached from here, then try again.'];
  }
  if (code === 'store_unavailable' || status === 503) {
    return [
      'The store is away',
      'The gateway cannot reach Redis, where activity is kept. Calls may still be served; try again in a moment.'
    ];
  }
  if (status === 401) {
    return [
      'This key is not known here',
      'Check that it is complete and copied without extra characters, and that it was not deleted.'
    ];
  }
  if (status === 403) {
    return ['This key may not read activity', 'It lacks the scope activity:read. Use another key, or make one that has it.'];
  }
  if (status === 404) {
    return ['There is no such thing (any more)', message || 'Old records are removed when their time is over.'];
  }
  if (status === 400) {
    const field = error.errors?.[0]?.path?.join('.');
    return ['The gateway did not accept this', (field ? `${field}: ${message}` : message) || 'Change what you asked for.'];
  }
  return [`The gateway answered ${status}`, message || 'Try again; if it stays so, look at the gateway’s log.'];
}
