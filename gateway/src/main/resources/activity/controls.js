// SPDX-License-Identifier: Apache-2.0
// Parts that several views have.

import { calmed, el } from './dom.js';

const TYPING = 350;
const PLAIN = { autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' };

/** A field for names, which are nobody's words to complete or to correct. */
export function plainInput(attributes) {
  return el('input', { ...PLAIN, ...attributes });
}

/** The field that the key / leads to. */
export function searchBox(label, placeholder, typed) {
  const later = calmed(TYPING, () => input.isConnected && typed()); // unless the view is another by then
  const input = plainInput({ type: 'search', id: 'q', maxlength: '256', placeholder, input: later });
  const element = el(
    'div',
    { class: 'search' },
    el('label', { for: input.id, class: 'unseen' }, label),
    input,
    el('kbd', { 'aria-hidden': 'true' }, '/')
  );
  return { element, input };
}

export function headRow(names) {
  return el('thead', {}, el('tr', {}, ...names.map((name) => el('th', { scope: 'col' }, name))));
}

/** Names and values; pairs without a value are left out. */
export function pairs(all, kind = null) {
  const shown = all.filter((pair) => pair?.[1]);
  return el('dl', { class: kind }, ...shown.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))));
}

export function headerList(headers) {
  return pairs(
    headers.map(({ name, value }) => [name, value || ' ']),
    'headers'
  );
}

/** Suggestions for a field, each once. */
export function options(values) {
  return [...new Set(values)].sort().map((value) => el('option', { value }));
}
