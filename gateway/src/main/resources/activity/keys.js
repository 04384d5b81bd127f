// SPDX-License-Identifier: Apache-2.0
// Keys of the whole page. Those of a view are its own: it is asked first.

import { go } from './address.js';
import { template } from './dom.js';

const PLACES = { a: '/activity', c: '/activity/connections', q: '/activity/quotas' };
const PATIENCE = 1500;

let went = 0;

/** @param current the view that is shown, or nothing */
export function listen(current) {
  document.getElementById('show-keys').addEventListener('click', show);
  document.addEventListener('keydown', (event) => {
    const view = current();
    if (
      !view ||
      event.defaultPrevented ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      document.querySelector('dialog[open]')
    ) {
      return;
    }
    const writes = event.target.closest('input:not([type=radio]), textarea, select');
    if (view.key(event, Boolean(writes)) || (!writes && general(event))) {
      event.preventDefault();
    }
  });
}

function general({ key }) {
  const going = Date.now() - went < PATIENCE;
  went = key === 'g' ? Date.now() : 0;
  if (going && PLACES[key]) {
    go(PLACES[key]);
    return true;
  }
  if (key === '/') {
    const search = document.querySelector('input[type=search]');
    search?.focus();
    search?.select();
    return Boolean(search);
  }
  if (key === '?') {
    show();
    return true;
  }
  return false;
}

function show() {
  const dialog = template('keys');
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
