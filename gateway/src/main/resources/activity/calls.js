// SPDX-License-Identifier: Apache-2.0
// The calls: filters, histogram, the list with its live tail, and the record that is open.

import { PERIODS, changed, filters, go, param, period } from './address.js';
import { ask, trouble } from './api.js';
import { announce, el } from './dom.js';
import { filterBar } from './filters.js';
import { histogram } from './histogram.js';
import { callList } from './list.js';
import { liveTail } from './live.js';
import { recordPane } from './record.js';
import { searchFoot } from './foot.js';

const PAGE = 100;
const MOST_ROWS = 500;
const REFRESH = 15_000;

export function calls(root, session) {
  const bar = filterBar();
  const chart = histogram((from, to) => go(changed({ from, to, period: '', record: '' })));
  const list = callList();
  const foot = searchFoot();
  const live = liveTail(list, shown);
  const record = recordPane(session, () => list.select(param('record')));
  let asked = null;
  let life = new AbortController();

  bar.tools.append(live.toggle);
  root.append(el('h1', { class: 'unseen' }, 'Calls'), bar.element, chart.element, live.more, list.element, foot.element);
  const timer = setInterval(() => !document.hidden && !period().to && drawChart(), REFRESH);
  return { update, close, key };

  function update() {
    const wanted = JSON.stringify([filters(), period()]);
    bar.update(list.rows);
    if (wanted !== asked) {
      asked = wanted;
      reload();
    }
    record.show(param('record'));
    list.select(param('record'));
    live.look();
  }

  function reload() {
    life.abort();
    life = new AbortController();
    list.clear();
    live.stop();
    const from = since();
    const query = { ...filters(), from, to: period().to };
    drawChart();
    search(query, { cursor: null, before: '', signal: life.signal }, true);
  }

  function since() {
    const { name, from } = period();
    return name === 'custom' ? from : new Date(Date.now() - PERIODS[name][1]).toISOString();
  }

  /** Looks on from a cursor, page after page while they are empty. */
  async function search(query, { cursor, before, signal }, first) {
    let next = cursor;
    let found = 0;
    let searched = null;
    const stop = new AbortController();
    signal.addEventListener('abort', () => stop.abort());
    try {
      do {
        foot.searching(searched, () => stop.abort());
        const page = await ask('', {
          query: { ...query, to: before || query.to, cursor: next, limit: String(PAGE) },
          signal: stop.signal
        });
        list.add(page.data);
        found += page.data.length;
        next = page.next_cursor;
        searched = page.searched_to ?? searched;
      } while (found === 0 && next);
    } catch (failure) {
      const on = () => search(query, { cursor: next, before, signal }, first);
      return signal.aborted ? null : foot.ended(failure.name === 'AbortError' ? null : trouble(failure), searched, on);
    }
    bar.update(list.rows);
    first && announce(list.rows.size === 0 ? 'No calls found' : `${list.rows.size} calls shown`);
    next
      ? foot.more(searched, () => search(query, { cursor: next, before, signal }))
      : foot.all(list.rows.size, query.from, session);
    list.select(param('record'));
    first &&
      !query.to &&
      live.start(filters(), list.rows.keys().next().value ?? null, () => {
        // What came between the search and the stream: there was no call to follow from.
        list.rows.size === 0 && search(query, { cursor: null, before: '', signal });
      });
  }

  /** Live calls were added: the list stays of a size that a browser likes, and can be gone back from there. */
  function shown(gap) {
    foot.some();
    if (list.trim(MOST_ROWS) || gap) {
      const oldest = list.oldest();
      const before = new Date(Date.parse(oldest.started_at) + oldest.total_ms + 1).toISOString();
      const query = { ...filters(), from: since() };
      foot.more(null, () => search(query, { cursor: null, before, signal: life.signal }));
    }
  }

  async function drawChart() {
    const signal = life.signal;
    const to = period().to || new Date().toISOString();
    const from = since() || new Date(Date.parse(to) - PERIODS['7d'][1]).toISOString();
    try {
      const bars = innerWidth < 640 ? 40 : 90;
      const answer = await ask('/histogram', { query: { ...filters(), from, to, bars: String(bars) }, signal });
      signal.aborted || chart.draw(answer);
    } catch (failure) {
      signal.aborted || chart.fail(trouble(failure)[0]);
    }
  }

  function close() {
    life.abort();
    clearInterval(timer);
    live.stop();
    live.close();
    record.show('');
  }

  function key(event, writes) {
    const open = param('record');
    const { key: pressed } = event;
    if (pressed === 'Escape') {
      return leave(event.target, open);
    }
    if (writes) {
      return false;
    }
    const arrows = list.focused() && { ArrowDown: 1, ArrowUp: -1 }[pressed];
    const step = { j: 1, k: -1 }[pressed] ?? arrows;
    if (step) {
      const id = list.move(step, open);
      open && id && go(changed({ record: id }), { replace: true });
      return true;
    }
    return live.key(pressed);
  }

  function leave(target, open) {
    if (open && !bar.element.contains(target)) {
      go(changed({ record: '' }));
      list.focus(open);
      return true;
    }
    target.blur();
    return true;
  }
}
