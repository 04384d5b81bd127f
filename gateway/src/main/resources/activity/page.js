// SPDX-License-Identifier: Apache-2.0
// What is on the page: the sign-in, or one of three views.

import { changed, follow, onMove, view } from './address.js';
import { ask, hasKey, onRefused, trouble, useKey } from './api.js';
import { calls } from './calls.js';
import { connections } from './connections.js';
import { button, notice } from './dom.js';
import { listen } from './keys.js';
import { quotas } from './quotas.js';
import { signIn } from './signin.js';

const VIEWS = { calls: ['Calls', calls], connections: ['Connections', connections], quotas: ['Quotas', quotas] };

const bar = document.getElementById('bar');
const main = document.getElementById('view');

let session = null;
let shown = null;

onMove(show);
onRefused(() => session && leave('Your key is not accepted any more', 'Sign in again. What you were looking at comes back.'));
document.addEventListener('click', follow);
document.getElementById('sign-out').addEventListener('click', () => leave());
listen(() => shown?.part);
hasKey() ? enter() : signIn(main, entered);

async function enter() {
  try {
    entered((await ask('/session')).data);
  } catch (refusal) {
    if (refusal.status === 401 || refusal.status === 403) {
      return leave(...trouble(refusal));
    }
    const [title, text] = trouble(refusal);
    main.replaceChildren(notice(title, text, button('Try again', enter, { class: 'primary' })));
  }
}

function entered(data) {
  session = data;
  document.getElementById('environment').textContent = data.environment;
  document.getElementById('key-name').textContent = data.key_name ?? '';
  bar.hidden = false;
  main.replaceChildren();
  show();
}

function leave(title, text) {
  shown?.part.close();
  shown = null;
  session = null;
  useKey(null);
  bar.hidden = true;
  signIn(main, entered, title && [title, text]);
}

function show() {
  if (!session) {
    return;
  }
  const name = view();
  if (shown?.name !== name) {
    shown?.part.close();
    const [title, make] = VIEWS[name];
    document.title = `${title} · Sallyport`;
    main.replaceChildren();
    shown = { name, part: make(main, session) };
    scrollTo(0, 0);
  }
  bar.querySelectorAll('[data-view]').forEach((link) => {
    link.dataset.view === name ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  });
  bar.querySelector(`[data-view=${name}]`).href = changed({ record: '' }); // to come back to what was asked for
  shown.part.update();
}
