// SPDX-License-Identifier: Apache-2.0
// What calls are asked for: controls that write the address and follow it, and a chip for each filter that is set.

import { FILTERS, PERIODS, changed, filters, go, period, periodChange } from './address.js';
import { button, calmed, el, svg } from './dom.js';
import { moment } from './format.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const OUTCOMES = [['', 'All'], ['failed', 'Failed'], ['success', 'Succeeded']];
const KNOWN = {
  status: ['2xx', '3xx', '4xx', '5xx', '401', '404', '429', '500-599'],
  error: ['bad_upstream', 'circuit_open', 'connection_broken', 'credential_refresh_failed', 'overloaded', 'rate_limited', 'unknown_connection', 'upstream_timeout', 'upstream_unreachable']
};
const LABELS = { status: 'Status', integration: 'Integration', connection: 'Connection', provider: 'Provider', method: 'Method', error: 'Error', outcome: 'Outcome', q: 'Text' };
const TYPING = 350;

export function filterBar() {
  const search = el('input', { type: 'search', id: 'q', maxlength: '256', autocomplete: 'off', spellcheck: 'false', placeholder: 'Path, host, connection, trace id, message', input: calmed(TYPING, typed), keydown: entered });
  const outcome = segments('Outcome', 'outcome', OUTCOMES, (value) => set({ outcome: value }));
  const periods = segments('Period', 'period', [...Object.entries(PERIODS).map(([name, [label]]) => [name, label]), ['custom', 'Custom']], choosePeriod);
  const fields = ['status', 'integration', 'connection', 'provider', 'method', 'error'].map(field);
  const from = when('from', 'From');
  const to = when('to', 'To');
  const between = el('div', { class: 'between', hidden: true }, from.element, to.element);
  const panel = el('div', { class: 'fields', id: 'filter-fields', hidden: true }, ...fields.map(({ element }) => element), between);
  const opener = button([svg('svg', { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' }, svg('path', { d: 'M2 4.5h12M4.5 8h7M7 11.5h2' })), 'Filters'], () => reveal(panel.hidden), { class: 'opener', 'aria-expanded': 'false', 'aria-controls': 'filter-fields' });
  const chips = el('ul', { class: 'chips', 'aria-label': 'Filters that are set', hidden: true });
  const tools = el('div', { class: 'tools' });
  const box = el('div', { class: 'search' }, el('label', { for: 'q', class: 'unseen' }, 'Search calls'), search, el('kbd', { 'aria-hidden': 'true' }, '/'));
  const element = el('section', { class: 'filters', 'aria-label': 'Filters' },
    el('div', { class: 'first' }, box, tools),
    el('div', { class: 'second' }, outcome.element, periods.element, opener),
    panel, chips);
  return { element, tools, update };

  /** @param rows calls that are shown, whose names are suggested */
  function update(rows) {
    const set = filters();
    const now = period();
    typing() || (search.value = set.q ?? '');
    outcome.show(set.outcome ?? '');
    periods.show(now.name);
    fields.forEach(({ name, input, list }) => {
      document.activeElement === input && input.value !== input.dataset.shown || (input.value = input.dataset.shown = set[name] ?? '');
      list?.replaceChildren(...suggestions(name, rows).map((value) => el('option', { value })));
    });
    from.show(now.from);
    to.show(now.to);
    between.hidden = now.name !== 'custom';
    drawChips(set, now);
  }

  function typing() {
    return document.activeElement === search && search.value.trim() !== (filters().q ?? '');
  }

  function typed() {
    set({ q: search.value.trim() }, true);
  }

  function entered(event) {
    event.key === 'Enter' && typed();
  }

  function choosePeriod(name) {
    if (name !== 'custom') {
      return set(periodChange(name));
    }
    reveal(true);
    const { name: now } = period();
    const begin = now === 'custom' ? null : new Date(Date.now() - PERIODS[now][1]).toISOString();
    begin && set({ period: '', from: begin });
    from.input.focus();
  }

  function reveal(shown) {
    panel.hidden = !shown;
    opener.setAttribute('aria-expanded', String(shown));
  }

  function drawChips(set, now) {
    const chosen = FILTERS.filter((name) => set[name]).map((name) => chip(LABELS[name], set[name], { [name]: '' }));
    now.name === 'custom' && chosen.push(chip('Time', spanOf(now), { from: '', to: '' }));
    const clear = Object.fromEntries([...FILTERS, 'from', 'to'].map((name) => [name, '']));
    chosen.length > 1 && chosen.push(el('li', {}, button('Clear all', () => go(changed(clear)), { class: 'quiet' })));
    chips.replaceChildren(...chosen);
    chips.hidden = chosen.length === 0;
    opener.dataset.count = FILTERS.filter((name) => set[name] && name !== 'q' && name !== 'outcome').length || '';
  }
}

function set(changes, replace = false) {
  go(changed({ ...changes, record: '' }), { replace });
}

function spanOf({ from, to }) {
  return `${from ? moment(from) : 'the beginning'} – ${to ? moment(to) : 'now'}`;
}

function chip(label, value, without) {
  return el('li', {}, button([el('span', {}, label), el('b', {}, value), el('span', { class: 'cross', 'aria-hidden': 'true' }, '×')], () => set(without), { class: 'chip', title: value, 'aria-label': `${label} ${value}: take away` }));
}

function segments(legend, name, options, chosen) {
  const inputs = options.map(([value, label]) => [value, label, el('input', { type: 'radio', name, value, id: `${name}-${value || 'all'}`, change: () => chosen(value) })]);
  const element = el('fieldset', { class: 'segments' }, el('legend', { class: 'unseen' }, legend),
    ...inputs.map(([, label, input]) => el('label', { for: input.id }, input, el('span', {}, label))));
  return { element, show: (value) => inputs.forEach(([own, , input]) => (input.checked = own === value)) };
}

function field(name) {
  const list = name === 'method' ? null : el('datalist', { id: `known-${name}` });
  const change = () => {
    input.dataset.shown = input.value;
    set({ [name]: input.value.trim() });
  };
  const input = list
    ? el('input', { id: `filter-${name}`, list: list.id, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', placeholder: name === 'status' ? '429, 5xx' : 'Any', change })
    : el('select', { id: `filter-${name}`, change }, el('option', { value: '' }, 'Any'), ...METHODS.map((method) => el('option', { value: method }, method)));
  return { name, input, list, element: el('div', { class: 'field' }, el('label', { for: input.id }, LABELS[name]), input, list) };
}

function when(name, label) {
  const input = el('input', { type: 'datetime-local', id: `filter-${name}`, step: '1', change: () => set({ period: '', [name]: input.value && new Date(input.value).toISOString() }) });
  return { input, element: el('div', { class: 'field' }, el('label', { for: input.id }, label), input), show: (iso) => (input.value = iso ? local(iso) : '') };
}

function local(iso) {
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function suggestions(name, rows) {
  return KNOWN[name] ?? [...new Set([...rows.values()].map((call) => call[name]).filter(Boolean))].sort();
}
