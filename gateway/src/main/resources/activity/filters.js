// SPDX-License-Identifier: Apache-2.0
// What calls are asked for: controls that write the address and follow it, and a chip for each filter that is set.

import { FILTERS, PERIODS, changed, filters, go, period, periodChange } from './address.js';
import { options, plainInput, searchBox } from './controls.js';
import { button, el, svg } from './dom.js';
import { moment } from './format.js';

const METHODS = ['Any', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const OUTCOMES = [
  ['', 'All'],
  ['failed', 'Failed'],
  ['success', 'Succeeded']
];
const KNOWN = {
  status: ['2xx', '3xx', '4xx', '5xx', '401', '404', '429', '500-599'],
  error: [
    'bad_upstream',
    'circuit_open',
    'connection_broken',
    'credential_refresh_failed',
    'overloaded',
    'rate_limited',
    'unknown_connection',
    'upstream_timeout',
    'upstream_unreachable'
  ]
};
const LABELS = {
  status: 'Status',
  integration: 'Integration',
  connection: 'Connection',
  provider: 'Provider',
  method: 'Method',
  error: 'Error',
  outcome: 'Outcome',
  q: 'Text'
};

export function filterBar() {
  const { element: box, input: search } = searchBox('Search calls', 'Path, host, connection, trace id, message', typed);
  const outcome = segments('Outcome', 'outcome', OUTCOMES, (value) => set({ outcome: value }));
  const spans = Object.entries(PERIODS).map(([name, [label]]) => [name, label]);
  const periods = segments('Period', 'period', [...spans, ['custom', 'Custom']], choosePeriod);
  const fields = ['status', 'integration', 'connection', 'provider', 'method', 'error'].map(field);
  const from = when('from', 'From');
  const to = when('to', 'To');
  const between = el('div', { class: 'between', hidden: true }, from.element, to.element);
  const panel = el(
    'div',
    { class: 'fields', id: 'filter-fields', hidden: true },
    ...fields.map(({ element }) => element),
    between
  );
  const opener = button([icon(), 'Filters'], () => reveal(panel.hidden), {
    class: 'opener',
    'aria-expanded': 'false',
    'aria-controls': panel.id
  });
  const chips = el('ul', { class: 'chips', 'aria-label': 'Filters that are set', hidden: true });
  const tools = el('div', { class: 'tools' });
  const element = el(
    'section',
    { class: 'filters', 'aria-label': 'Filters' },
    el('div', { class: 'first' }, box, tools),
    el('div', { class: 'second' }, outcome.element, periods.element, opener),
    panel,
    chips
  );
  search.addEventListener('keydown', entered);
  return { element, tools, update };

  /** @param rows calls that are shown, whose names are suggested */
  function update(rows) {
    const set = filters();
    const now = period();
    typing() || (search.value = set.q ?? '');
    outcome.show(set.outcome ?? '');
    periods.show(now.name);
    fields.forEach(({ name, input, list }) => {
      (document.activeElement === input && input.value !== input.dataset.shown) ||
        (input.value = input.dataset.shown = set[name] ?? '');
      list?.replaceChildren(...options(suggestions(name, rows)));
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
    chosen.length > 1 &&
      chosen.push(
        el(
          'li',
          {},
          button('Clear all', () => go(changed(clear)), { class: 'quiet' })
        )
      );
    chips.replaceChildren(...chosen);
    chips.hidden = chosen.length === 0;
    opener.dataset.count = FILTERS.filter((name) => set[name] && name !== 'q' && name !== 'outcome').length || '';
  }
}

function icon() {
  const lines = svg('path', { d: 'M2 4.5h12M4.5 8h7M7 11.5h2' });
  return svg('svg', { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' }, lines);
}

function set(changes, replace = false) {
  go(changed({ ...changes, record: '' }), { replace });
}

function spanOf({ from, to }) {
  return `${from ? moment(from) : 'the beginning'} – ${to ? moment(to) : 'now'}`;
}

function chip(label, value, without) {
  const words = [el('span', {}, label), el('b', {}, value), el('span', { class: 'cross', 'aria-hidden': 'true' }, '×')];
  const attributes = { class: 'chip', title: value, 'aria-label': `${label} ${value}: take away` };
  return el(
    'li',
    {},
    button(words, () => set(without), attributes)
  );
}

function segments(legend, name, choices, chosen) {
  const radio = (value) =>
    el('input', { type: 'radio', name, value, id: `${name}-${value || 'all'}`, change: () => chosen(value) });
  const inputs = choices.map(([value, label]) => [value, label, radio(value)]);
  const element = el(
    'fieldset',
    { class: 'segments' },
    el('legend', { class: 'unseen' }, legend),
    ...inputs.map(([, label, input]) => el('label', { for: input.id }, input, el('span', {}, label)))
  );
  return { element, show: (value) => inputs.forEach(([own, , input]) => (input.checked = own === value)) };
}

function field(name) {
  const list = name === 'method' ? null : el('datalist', { id: `known-${name}` });
  const change = () => {
    input.dataset.shown = input.value;
    set({ [name]: input.value.trim() });
  };
  const input = list
    ? plainInput({ id: `filter-${name}`, list: list.id, placeholder: name === 'status' ? '429, 5xx' : 'Any', change })
    : el(
        'select',
        { id: `filter-${name}`, change },
        ...METHODS.map((method) => el('option', { value: method === 'Any' ? '' : method }, method))
      );
  return { name, input, list, element: el('div', { class: 'field' }, el('label', { for: input.id }, LABELS[name]), input, list) };
}

function when(name, label) {
  const change = () => set({ period: '', [name]: input.value && new Date(input.value).toISOString() });
  const input = el('input', { type: 'datetime-local', id: `filter-${name}`, step: '1', change });
  const element = el('div', { class: 'field' }, el('label', { for: input.id }, label), input);
  return { input, element, show: (iso) => (input.value = iso ? local(iso) : '') };
}

function local(iso) {
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function suggestions(name, rows) {
  return KNOWN[name] ?? [...rows.values()].map((call) => call[name]).filter(Boolean);
}
