// SPDX-License-Identifier: Apache-2.0
// Signing in at a provider, in a window of its own where the browser allows one. The window's last page, which is the gateway's,
// says how it ended: to this window, or where a provider has cut the tie between the two, to all of the gateway's. Where no window
// may open, this one goes to the provider, and the last page leaves the result in its storage.

import { alertBox, dress, swap } from './view.js';

const NAME = 'sallyport-authorize';
const WINDOW = 'popup,width=600,height=760';
const AWAY = 'sallyport.away';

let attempt = null;

window.addEventListener('message', (event) => event.origin === location.origin && hear(event.data));
new BroadcastChannel(NAME).addEventListener('message', (event) => hear(event.data));

/**
 * @param ended called once with the result, {type, connection_id} or {type, error}
 * @param cancelled called when the user gives up
 */
export function signIn(integration, address, ended, cancelled) {
  sessionStorage.removeItem(AWAY); // a new window would inherit it
  const popup = window.open(address, NAME, WINDOW);
  if (!popup) {
    sessionStorage.setItem(AWAY, 'null');
    location.assign(address);
    return;
  }
  attempt = { integration, popup, ended };
  wait(address, cancelled);
}

/** The result of signing in in this window, once; null when there is none. */
export function returned() {
  const result = JSON.parse(sessionStorage.getItem(AWAY));
  sessionStorage.removeItem(AWAY);
  return result;
}

function wait(address, cancelled) {
  const provider = attempt.integration.provider_name;
  const find = swap(
    'wait-view',
    `Finish at ${provider}`,
    'Sign in and allow access in the window that has opened. This page goes on by itself.'
  );
  dress(find('.tile'), attempt.integration);
  find('.again').addEventListener('click', () => {
    alertBox();
    attempt.popup = window.open(address, NAME, WINDOW);
    watch();
  });
  find('.cancel').addEventListener('click', () => {
    attempt.popup?.close();
    attempt = null;
    cancelled();
  });
  watch();
}

/** Says so when the window is closed. The result may still come: a window whose tie is cut looks closed from here. */
function watch() {
  const mine = attempt;
  const popup = mine.popup;
  const timer = setInterval(() => {
    if (attempt !== mine || mine.popup !== popup) {
      clearInterval(timer);
    } else if (popup?.closed) {
      clearInterval(timer);
      alertBox('The window was closed', `If you have not finished at ${mine.integration.provider_name}, open it again.`);
    }
  }, 500);
}

function hear(result) {
  const mine = attempt;
  const key = mine?.integration.unique_key;
  if (mine && result?.source === 'sallyport' && (result.integration ?? key) === key) {
    attempt = null;
    mine.popup?.close();
    mine.ended(result);
  }
}
