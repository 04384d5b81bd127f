// SPDX-License-Identifier: Apache-2.0
// Connections by how they are, those that need somebody first.

import { changed, go, param } from './address.js';
import { ask, trouble } from './api.js';
import { headRow, options, plainInput, searchBox } from './controls.js';
import { button, el, notice } from './dom.js';
import { both, moment } from './format.js';

const PAGE = '100';
const STATES = {
  broken: ['Broken', 'No call can be made with these until somebody connects them again.'],
  expired: ['Expired', 'Their credential ran out. Where it can be renewed, the next call does that.'],
  expiring: ['Expiring', 'Their credential runs out soon.'],
  ok: ['Working', '']
};

export function connections(root) {
  const { element: box, input: search } = searchBox('Search connections', 'Name of a connection', write);
  const integration = plainInput({ id: 'filter-integration', list: 'known-integration', placeholder: 'Any', change: write });
  const known = el('datalist', { id: 'known-integration' });
  const tiles = el('ul', { class: 'tiles', 'aria-label': 'Connections by state' });
  const groups = el('div', { class: 'groups' });
  let asked = null;
  let life = new AbortController();
  root.append(
    el('h1', {}, 'Connections'),
    el(
      'section',
      { class: 'filters narrow', 'aria-label': 'Filters' },
      box,
      el('div', { class: 'field beside' }, el('label', { for: 'filter-integration' }, 'Integration'), integration, known)
    ),
    tiles,
    groups
  );
  return { update, close: () => life.abort(), key };

  function write() {
    go(changed({ q: search.value.trim(), integration: integration.value.trim() }), { replace: true });
  }

  function update() {
    const query = { q: param('q'), integration: param('integration') };
    const only = Object.hasOwn(STATES, param('state')) ? param('state') : '';
    document.activeElement === search || (search.value = query.q);
    document.activeElement === integration || (integration.value = query.integration);
    const wanted = JSON.stringify([query, only]);
    wanted === asked || load(query, only);
    asked = wanted;
  }

  async function load(query, only) {
    life.abort();
    life = new AbortController();
    const { signal } = life;
    groups.replaceChildren(el('p', { class: 'busy' }, 'Loading…'));
    try {
      const found = await Promise.all(Object.keys(STATES).map((state) => pageOf(state, query, signal)));
      known.replaceChildren(...options(found.flatMap(([, { data }]) => data.map((one) => one.integration))));
      tiles.replaceChildren(...found.map(([state, page]) => tile(state, page, only)));
      const shown = found.filter(([state, { data }]) => data.length > 0 && (!only || state === only));
      shown.length > 0
        ? groups.replaceChildren(...shown.map(([state, page]) => group(state, page, { ...query, state }, signal)))
        : groups.replaceChildren(nothing(query, only));
    } catch (failure) {
      const again = () => load(query, only);
      signal.aborted || groups.replaceChildren(notice(...trouble(failure), button('Try again', again, { class: 'primary' })));
    }
  }

  function key({ key: pressed, target }) {
    return pressed === 'Escape' && (target.blur(), true);
  }
}

async function pageOf(state, query, signal) {
  return [state, await ask('/connections', { query: { ...query, state, limit: PAGE }, signal })];
}

function tile(state, { data, next_cursor: next }, only) {
  const chosen = state === only;
  const href = changed({ state: chosen ? '' : state });
  const kind = data.length === 0 ? `${state} zero` : state;
  const link = el('a', { href, class: kind, 'aria-current': chosen ? 'true' : null });
  link.append(el('b', {}, `${data.length}${next ? '+' : ''}`), el('span', {}, STATES[state][0]));
  return el('li', {}, link);
}

function nothing(query, only) {
  return query.q || query.integration || only
    ? notice(
        'No such connection',
        'Take the filters away, or look whether the name is complete.',
        button('Clear filters', () => go('/activity/connections'))
      )
    : notice(
        'There are no connections yet',
        'Import one with POST /connections, or let somebody make one with a link from POST /connect/sessions.'
      );
}

function group(state, page, query, signal) {
  const [name, about] = STATES[state];
  const body = el('tbody', {}, ...page.data.map(row));
  const foot = el('p', { class: 'foot' });
  const element = el(
    'section',
    { class: `group ${state}` },
    el('h2', {}, name, about && el('small', {}, about)),
    el(
      'table',
      { class: 'board' },
      headRow(['Connection', 'State', 'Since', 'Expires', 'Renewed', el('span', { class: 'unseen' }, 'Calls')]),
      body
    ),
    foot
  );
  more(page.next_cursor);
  return element;

  function more(cursor) {
    foot.replaceChildren(...(cursor ? [button('Load more', () => next(cursor))] : []));
  }

  async function next(cursor) {
    try {
      const answer = await ask('/connections', { query: { ...query, cursor, limit: PAGE }, signal });
      body.append(...answer.data.map(row));
      more(answer.next_cursor);
    } catch (failure) {
      signal.aborted ||
        foot.replaceChildren(
          trouble(failure)[0],
          ' ',
          button('Try again', () => next(cursor))
        );
    }
  }
}

function row(one) {
  const calls = `/activity?${new URLSearchParams({ integration: one.integration, connection: one.connection, period: '24h' })}`;
  const name = el('span', { class: 'name', title: one.connection }, one.connection);
  const made = one.created_at ? `Made ${moment(one.created_at)}` : null;
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, name, el('small', {}, [one.integration, one.type].filter(Boolean).join(' · '))),
    cell(
      'State',
      el('span', { class: `state ${one.state}` }, STATES[one.state]?.[0] ?? one.state),
      one.reason && el('small', {}, one.reason)
    ),
    cell('Since', one.since ? both(one.since) : '–'),
    cell('Expires', one.expires_at ? both(one.expires_at) : 'Never'),
    cell('Renewed', one.last_refreshed_at ? both(one.last_refreshed_at) : el('span', { title: made }, '–')),
    el('td', { class: 'go' }, el('a', { href: calls }, 'Calls', el('span', { class: 'unseen' }, ` of ${one.connection}`)))
  );
}

function cell(label, ...content) {
  return el('td', { 'data-label': label }, ...content);
}
