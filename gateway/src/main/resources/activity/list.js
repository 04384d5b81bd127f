// SPDX-License-Identifier: Apache-2.0
// Calls, newest first: one line each, a card on a phone. One of them can be reached by Tab, the others from there.

import { changed } from './address.js';
import { el } from './dom.js';
import { count, duration, stamp } from './format.js';

const COLUMNS = ['Time', 'Status', 'Request', 'Integration / connection', 'Attempts', 'Waited', 'Total', 'Error'];

export function callList() {
  const rows = new Map();
  const items = el('ol', { class: 'calls', 'aria-label': 'Calls, newest first' });
  const head = el('div', { class: 'columns', 'aria-hidden': 'true' }, ...COLUMNS.map((name) => el('span', {}, name)));
  const element = el('div', { class: 'list', hidden: true }, head, items);
  items.addEventListener('focusin', ({ target }) => reachable(target.closest('li')));
  return { element, rows, clear, add, prepend, trim, select, focus, focused, move, oldest };

  function clear() {
    rows.clear();
    items.replaceChildren();
    element.hidden = true;
  }

  /** At the end. Known ones are left out. */
  function add(calls) {
    items.append(...fresh(calls));
    settle();
  }

  /** At the beginning. */
  function prepend(calls) {
    const news = fresh(calls);
    news.forEach((item) => item.classList.add('new'));
    items.prepend(...news);
    settle();
  }

  function fresh(calls) {
    return calls
      .filter((call) => !rows.has(call.id))
      .map((call) => {
        rows.set(call.id, call);
        return row(call);
      });
  }

  function settle() {
    element.hidden = rows.size === 0;
    if (!items.querySelector('a[tabindex="0"]')) {
      reachable(items.firstElementChild);
    }
  }

  function reachable(item) {
    items.querySelector('a[tabindex="0"]')?.setAttribute('tabindex', '-1');
    item?.firstElementChild.setAttribute('tabindex', '0');
  }

  /** Whether some of the oldest had to go. */
  function trim(most) {
    const over = rows.size > most;
    while (rows.size > most) {
      rows.delete(items.lastElementChild.dataset.id);
      items.lastElementChild.remove();
    }
    over && settle();
    return over;
  }

  function oldest() {
    return rows.get(items.lastElementChild?.dataset.id);
  }

  /** Marks the call whose record is open. */
  function select(id) {
    items.querySelector('[aria-current]')?.removeAttribute('aria-current');
    const item = find(id);
    item?.firstElementChild.setAttribute('aria-current', 'true');
    item && reachable(item);
    item?.scrollIntoView({ block: 'nearest' });
  }

  function focus(id) {
    find(id)?.firstElementChild.focus();
  }

  function find(id) {
    return id ? items.querySelector(`[data-id="${CSS.escape(id)}"]`) : null;
  }

  /** The line that has the focus. */
  function focused() {
    return document.activeElement.closest?.('.calls > li') ?? null;
  }

  /** The id of the line below or above the open one or the focused one; it gets the focus unless a record is open. */
  function move(step, open) {
    const from = find(open) ?? focused();
    const to = from ? (step > 0 ? from.nextElementSibling : from.previousElementSibling) : items.firstElementChild;
    !open && to?.firstElementChild.focus();
    return to?.dataset.id ?? null;
  }
}

function row(call) {
  const { class: kind, text } = statusOf(call);
  const waits = call.waited_ms > 0;
  const error = call.error ?? (call.outcome === 'completed' ? '' : call.outcome);
  return el(
    'li',
    { 'data-id': call.id, class: call.failed ? 'failed' : null },
    el(
      'a',
      { href: changed({ record: call.id }), tabindex: '-1' },
      el('span', { class: 'when' }, stamp(call.started_at)),
      el('span', { class: `code ${kind}` }, el('span', { class: 'unseen' }, call.failed ? 'failed, ' : ''), text),
      what(call),
      whose(call),
      measured(
        call.attempts > 1 ? 'attempts several' : 'attempts',
        count(call.attempts),
        call.attempts === 1 ? ' try' : ' tries'
      ),
      waits ? measured('waited some', duration(call.waited_ms), ' waited') : measured('waited', '–', ''),
      measured('total', duration(call.total_ms), ''),
      el('span', { class: 'error' }, error, call.replay_of && el('em', {}, 'replay'))
    )
  );
}

function what({ method, path }) {
  return el('span', { class: 'what', title: `${method} ${path}` }, el('b', {}, method), ' ', el('span', {}, shortPath(path)));
}

function whose(call) {
  const { integration, connection } = call;
  return el(
    'span',
    { class: 'whose', title: nameOf(call) },
    integration ?? '–',
    connection && el('span', {}, ` / ${connection}`)
  );
}

/** The unit is shown where there are no headings. */
function measured(kind, value, unit) {
  return el('span', { class: kind }, value, unit && el('span', { class: 'unit' }, unit));
}

/** The gateway's own prefix says nothing in a list. */
function shortPath(path) {
  return path.startsWith('/proxy/') ? path.slice('/proxy'.length) : path;
}

function nameOf({ integration, connection }) {
  return [integration, connection].filter(Boolean).join(' / ') || 'No integration';
}

/** How a status looks: its class, and its text. */
export function statusOf({ status, failed }) {
  if (!status) {
    return { class: 'bad', text: 'none' };
  }
  return { class: failed ? 'bad' : status >= 300 ? 'calm' : 'good', text: String(status) };
}
