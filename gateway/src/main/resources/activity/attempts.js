// SPDX-License-Identifier: Apache-2.0
// What was sent, and why it was sent again or not.

import { headRow } from './controls.js';
import { el } from './dom.js';
import { duration } from './format.js';
import { reasonWords } from './words.js';

export function attemptTable(steps) {
  const attempts = steps.filter(({ type }) => type === 'attempt');
  if (attempts.length === 0) {
    return el('p', { class: 'none' }, 'Nothing was sent to the provider.');
  }
  const names = ['#', 'Result', 'At', 'Connect', 'Answer', 'Request'];
  return el(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Attempts' },
    el('table', {}, headRow(names), el('tbody', {}, ...attempts.map(row)))
  );
}

function row(attempt) {
  const good = attempt.status > 0 && attempt.status < 400;
  return el(
    'tr',
    {},
    el('td', {}, attempt.number),
    el('td', { class: good ? 'result' : 'result bad' }, attempt.status || (attempt.error ?? 'caller left')),
    el('td', {}, `+${duration(attempt.at_ms)}`),
    el('td', {}, duration(attempt.connected_ms)),
    el('td', {}, duration(attempt.lasted_ms)),
    el('td', { class: 'url', title: attempt.url }, `${attempt.method} ${attempt.url}`)
  );
}

export function decisionList(steps) {
  const decisions = steps.filter(({ type }) => type === 'decision');
  return el(
    'ul',
    { class: 'decisions' },
    ...decisions.map(({ at_ms: at, reason, again }) => {
      const words = reasonWords(reason);
      const told = `${again ? 'Sent again' : 'Not sent again'}${words ? `: ${words}` : ''} `;
      return el('li', {}, el('span', { class: 'at' }, `+${duration(at)}`), el('span', {}, told, el('code', {}, reason)));
    })
  );
}
