// SPDX-License-Identifier: Apache-2.0
// What providers' limits leave, as all replicas see it now.

import { changed, go, param } from './address.js';
import { ask, trouble } from './api.js';
import { headRow, searchBox } from './controls.js';
import { button, el, notice, svg } from './dom.js';
import { count, duration, utc } from './format.js';

const REFRESH = 3000;
const TICK = 1000;
const LOW = 0.2; // below it the gateway shares what is left out among replicas

export function quotas(root) {
  const { element: box, input: search } = searchBox('Search buckets', 'Bucket, integration or connection', () =>
    go(changed({ q: search.value.trim() }), { replace: true })
  );
  const fresh = el('p', { class: 'fresh' }, 'Loading…');
  const body = el('tbody');
  const table = el(
    'table',
    { class: 'board quotas', hidden: true },
    headRow(['Bucket', 'Left', 'Resets', 'State', 'Waiting']),
    body
  );
  const words = el('div');
  const life = new AbortController();
  const rows = new Map();
  let buckets = null;
  let loading = false;
  root.append(
    el('h1', {}, 'Quotas'),
    el('section', { class: 'filters narrow', 'aria-label': 'Filters' }, box, fresh),
    words,
    table
  );
  const timers = [setInterval(() => document.hidden || load(), REFRESH), setInterval(draw, TICK)];
  load();
  return { update, close, key };

  function update() {
    document.activeElement === search || (search.value = param('q'));
    draw();
  }

  async function load() {
    if (loading) {
      return;
    }
    loading = true;
    try {
      buckets = (await ask('/quotas', { signal: life.signal })).data;
      fresh.textContent = 'Live';
      fresh.dataset.state = 'live';
      words.replaceChildren();
      draw();
    } catch (failure) {
      life.signal.aborted || fail(failure);
    }
    loading = false;
  }

  function fail(failure) {
    const [title, text] = trouble(failure);
    fresh.textContent = buckets ? `${title}; this is what was known before` : '';
    fresh.dataset.state = 'failed';
    buckets || words.replaceChildren(notice(title, text, button('Try again', load, { class: 'primary' })));
  }

  function draw() {
    if (!buckets) {
      return;
    }
    const now = Date.now();
    const wanted = param('q').toLowerCase();
    const found = buckets.filter((one) =>
      [one.bucket, one.integration, one.connection].some((name) => name?.toLowerCase().includes(wanted))
    );
    table.hidden = found.length === 0;
    place(
      found.sort((one, other) => urgency(one, now) - urgency(other, now)).map((bucket) => filled(rowOf(bucket), bucket, now))
    );
    words.replaceChildren(...(found.length > 0 ? [] : [nothing(buckets.length > 0)]));
  }

  /** Lines stay the same elements, so that the focus stays where it is. */
  function rowOf(bucket) {
    const name = JSON.stringify([bucket.bucket, bucket.integration, bucket.connection]);
    rows.has(name) || rows.set(name, row(bucket));
    return rows.get(name);
  }

  function place(wanted) {
    [...body.children].filter((line) => !wanted.includes(line)).forEach((line) => line.remove());
    wanted.forEach((line, index) => {
      const there = body.children[index] ?? null;
      if (line !== there) {
        line.isConnected && body.moveBefore ? body.moveBefore(line, there) : body.insertBefore(line, there);
      }
    });
  }

  function close() {
    life.abort();
    timers.forEach(clearInterval);
  }

  function key({ key: pressed, target }) {
    return pressed === 'Escape' && (target.blur(), true);
  }
}

function nothing(some) {
  return some
    ? notice(
        'No such bucket',
        'Look whether the name is complete.',
        button('Show all', () => go('/activity/quotas'))
      )
    : notice(
        'No limits are known now',
        'The gateway learns them from providers’ answers. They show up with the next calls, and go with their window.'
      );
}

function isBlocked({ blocked_until: until }, now) {
  return Boolean(until) && Date.parse(until) > now;
}

/** What needs a look comes first. */
function urgency(bucket, now) {
  const share = bucket.limit ? (bucket.remaining ?? bucket.limit) / bucket.limit : 1;
  return (isBlocked(bucket, now) ? -20 : 0) + (bucket.waiting > 0 ? -10 : 0) + share;
}

function row({ bucket, integration, connection }) {
  const owner = [integration, connection ?? 'all connections'].filter(Boolean).join(' / ');
  const calls = `/activity?${new URLSearchParams({ integration: integration ?? '', ...(connection && { connection }) })}`;
  const name = el('span', { class: 'name', title: bucket }, bucket);
  return el('tr', {}, el('th', { scope: 'row' }, name, el('small', {}, el('a', { href: calls, title: 'Its calls' }, owner))));
}

function filled(line, bucket, now) {
  const blocked = isBlocked(bucket, now);
  const low = blocked || (bucket.limit > 0 && bucket.remaining !== null && bucket.remaining / bucket.limit < LOW);
  [...line.children].slice(1).forEach((old) => old.remove());
  line.append(
    el('td', { 'data-label': 'Left', class: 'left' }, left(bucket, low)),
    el('td', { 'data-label': 'Resets' }, countdown(bucket.reset_at, now, 'now')),
    el('td', { 'data-label': 'State' }, stateOf(bucket, blocked, low, now)),
    waiting(bucket)
  );
  return line;
}

function stateOf(bucket, blocked, low, now) {
  if (blocked) {
    return el('span', { class: 'state broken' }, 'Blocked for ', countdown(bucket.blocked_until, now, ''));
  }
  return el('span', { class: low ? 'state expiring' : 'state ok' }, low ? 'Nearly spent' : 'Open');
}

function waiting({ waiting: calls }) {
  const text = calls === 1 ? '1 call' : `${count(calls)} calls`;
  return el('td', { 'data-label': 'Waiting', class: calls > 0 ? 'waiting some' : 'waiting' }, calls > 0 ? text : 'nobody');
}

function left({ limit, remaining }, low) {
  if (remaining === null || remaining === undefined || !limit) {
    return 'not known';
  }
  const share = Math.min(Math.max(remaining / limit, 0), 1);
  return [
    el('span', {}, `${count(remaining)} `, el('small', {}, `of ${count(limit)}`)),
    svg(
      'svg',
      { class: low ? 'gauge low' : 'gauge', height: 6, 'aria-hidden': 'true' },
      svg('rect', { class: 'ground', width: '100%', height: 6, rx: 3 }),
      svg('rect', { class: 'left', width: `${share * 100}%`, height: 6, rx: 3 })
    )
  ];
}

function countdown(iso, now, over) {
  if (!iso) {
    return '–';
  }
  const ms = Date.parse(iso) - now;
  return el(
    'time',
    { datetime: iso, title: utc(iso) },
    ms > 0 ? duration(Math.ceil(ms / 1000) * 1000).replace(/(\.\d+) s/, ' s') : over
  );
}
