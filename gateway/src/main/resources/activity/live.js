// SPDX-License-Identifier: Apache-2.0
// New calls on top of the list. While somebody reads, they are held back and counted: nothing moves under a reader's eyes.

import { param } from './address.js';
import { announce, button } from './dom.js';
import { tail } from './tail.js';

const TOP = 48;
const MOST_HELD = 500;
const FLUSH = 200;

export function liveTail(list, shown) {
  let stream = null;
  let wanted = true;
  let state = 'off';
  let held = [];
  let missed = 0;
  let flush = null;
  let next = 0;

  const toggle = button('Off', () => follow(!wanted), {
    class: 'live',
    'aria-pressed': 'true',
    title: 'Follow calls as they end (p)'
  });
  const more = button('', () => catchUp(true), { class: 'more', hidden: true, title: 'Show them (n)' });
  addEventListener('scroll', look, { passive: true });
  tell();
  return { toggle, more, start, stop, look, key, close };

  /** @param opened called when new calls begin to come */
  function start(query, after, opened) {
    stop();
    state = 'waiting';
    tell();
    stream = tail(query, after, heard, (now, pause = 0) => {
      now === 'live' && opened();
      state = now;
      next = Date.now() + pause;
      tell();
    });
  }

  function stop() {
    stream?.close();
    stream = null;
    clearTimeout(flush);
    flush = null;
    held = [];
    missed = 0;
    state = 'off';
    tell();
  }

  function close() {
    removeEventListener('scroll', look);
  }

  function heard(call) {
    if (list.rows.has(call.id) || held.some(({ id }) => id === call.id)) {
      return;
    }
    held.unshift(call);
    missed += held.length > MOST_HELD ? 1 : 0;
    held.length = Math.min(held.length, MOST_HELD);
    flush ??= setTimeout(() => {
      flush = null;
      look();
    }, FLUSH);
  }

  function reads() {
    return !wanted || scrollY > TOP || param('record') !== '';
  }

  /** Shows what is held, or how much that is. */
  function look() {
    reads() ? tell() : catchUp();
  }

  function catchUp(up) {
    if (held.length > 0) {
      const calls = held;
      held = [];
      const gap = missed > 0; // between those and the list there are others, which can be gone back to
      gap && list.clear();
      missed = 0;
      list.prepend(calls);
      shown(gap);
    }
    up && scrollTo(0, 0);
    tell();
  }

  function follow(on) {
    wanted = on;
    look();
    announce(on ? 'Following new calls' : 'Paused');
  }

  function tell() {
    const pause = next - Date.now();
    const text = {
      off: 'Not live',
      live: wanted ? (reads() ? 'Paused while you read' : 'Live') : 'Paused',
      waiting: pause > 0 ? `Reconnecting in ${Math.ceil(pause / 1000)} s` : 'Connecting',
      failed: 'Cannot follow'
    }[state];
    toggle.textContent = text;
    toggle.dataset.state = state === 'live' && (!wanted || reads()) ? 'paused' : state;
    toggle.setAttribute('aria-pressed', String(wanted));
    toggle.disabled = state === 'off' || state === 'failed';
    const news = held.length + missed;
    more.hidden = news === 0 || !reads();
    more.textContent = news === 1 ? '1 new call' : `${missed > 0 ? `${MOST_HELD}+` : news} new calls`;
  }

  function key(pressed) {
    if (pressed === 'n' && held.length > 0) {
      catchUp(true);
      return true;
    }
    if (pressed === 'p' && stream) {
      follow(!wanted);
      return true;
    }
    return false;
  }
}
