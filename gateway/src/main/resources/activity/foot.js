// SPDX-License-Identifier: Apache-2.0
// The end of the list: more to load, how far a search has come, what went wrong, or what to do when there is nothing.

import { PERIODS, changed, filters, go, period, periodChange } from './address.js';
import { announce, button, el, notice } from './dom.js';
import { moment } from './format.js';

const BEGUN = 'Searching…';

export function searchFoot() {
  const element = el('div', { class: 'foot' });
  const show = (...children) => element.replaceChildren(...children);
  let empty = false;
  let words = null;
  let halt = null;
  return { element, searching, more, all, ended, some };

  /** Calls came in while there were none. */
  function some() {
    empty && show();
    empty = false;
  }

  /** Said again and again while a search goes on: the button stays, so that it can be pressed. */
  function searching(searched, stop) {
    empty = false;
    halt = stop;
    if (!words?.isConnected) {
      words = el('p', { class: 'busy' });
      show(
        words,
        button('Stop', () => halt(), { class: 'quiet' })
      );
    }
    searched && words.textContent === BEGUN && announce('Searching further back');
    words.textContent = searched ? `Searched back to ${moment(searched)}, nothing yet…` : BEGUN;
  }

  function more(searched, on) {
    show(button('Load older', on), (searched && el('p', {}, `Searched back to ${moment(searched)}.`)) || '');
  }

  /** Stopped, or failed with a title and a text. */
  function ended(why, searched, on) {
    const far = searched ? ` Searched back to ${moment(searched)}.` : '';
    why
      ? show(notice(why[0], why[1] + far, button('Try again', on, { class: 'primary' })))
      : show(el('p', {}, `Stopped.${far}`), button('Search on', on));
    why && announce(why[0]);
  }

  function all(rows, from, session) {
    if (rows > 0) {
      return show(el('p', {}, from ? `No other calls since ${moment(from)}.` : 'No other calls.'));
    }
    empty = true;
    const { name } = period();
    const filtered = Object.keys(filters()).length > 0;
    const span = name === 'custom' ? 'in this period' : `in the last ${PERIODS[name][0]}`;
    const title = filtered ? `No such call ${span}` : `No calls ${span}`;
    show(notice(title, advice(filtered, name, session), ...ways(filtered, name)));
  }

  function advice(filtered, name, { environment }) {
    if (filtered) {
      return 'Look further back, or take filters away.';
    }
    return name === '7d'
      ? `Nothing went through the gateway in ${environment}. Send a call to /proxy/… on its service port, and it shows up here.`
      : 'Look further back. New calls show up here by themselves.';
  }

  function ways(filtered, name) {
    return [
      name !== '7d' && button('Look at the last 7 d', () => go(changed(periodChange('7d'))), { class: 'primary' }),
      filtered && button('Clear filters', () => go(changed(Object.fromEntries(Object.keys(filters()).map((key) => [key, ''])))))
    ].filter(Boolean);
  }
}
