// SPDX-License-Identifier: Apache-2.0
// Where a call's time went: one line for each part, under one scale.

import { el, svg } from './dom.js';
import { duration } from './format.js';
import { waitName, waitWords } from './words.js';

const KINDS = {
  own: 'gateway',
  wait: 'waiting',
  connect: 'connecting',
  head: 'until the answer’s head',
  bad: 'until a failure',
  body: 'body'
};
const STEPS = [1, 2, 5];
const LEAST = 0.4; // percent, so that what is short can still be seen

export function waterfall(call) {
  const parts = partsOf(call);
  const whole = Math.max(call.total_ms, ...parts.flatMap(({ bars }) => bars.map(({ to }) => to)), 0.001);
  const ticks = ticksOf(whole);
  return el(
    'div',
    { class: 'waterfall', role: 'list', 'aria-label': `${parts.length} parts of ${duration(call.total_ms)}` },
    el('div', { class: 'scale', 'aria-hidden': 'true' }, scale(ticks, whole)),
    ...parts.map((part) => line(part, whole, ticks)),
    legend(parts)
  );
}

/** In the order of time. A bar is {kind, from, to} in milliseconds since the call's start. */
export function partsOf({ timings, steps, total_ms: total, status }) {
  const { door_ms: door, store_ms: store } = timings ?? {};
  const parts = [];
  isKnown(door) && parts.push(part('Door', 'key checked', 'own', 0, door));
  isKnown(store) && parts.push(part('Store', 'connection found', 'own', door, store));
  (steps ?? []).forEach((step) => {
    step.type === 'attempt' && parts.push(attempt(step));
    step.type === 'wait' && parts.push(wait(step));
  });
  const last = (steps ?? []).findLast(({ type }) => type === 'attempt');
  if (last?.status > 0 && last.status === status && total > last.at_ms + last.lasted_ms) {
    const head = last.at_ms + last.lasted_ms;
    parts.push(part('Body', 'passed on', 'body', head, total - head));
  }
  return parts;
}

const isKnown = (value) => value !== null && value !== undefined;

function part(name, about, kind, from, lasted) {
  return { name, about, bars: [{ kind, from, to: from + lasted }] };
}

function wait({ kind, at_ms: at, lasted_ms: lasted, result }) {
  return part(waitName(kind), result?.replaceAll('_', ' ') || waitWords(kind), 'wait', at, lasted);
}

function attempt({ number, at_ms: at, connected_ms: connected, lasted_ms: lasted, status, error }) {
  const bad = !status || status >= 400;
  const head = { kind: bad ? 'bad' : 'head', from: at + (connected ?? 0), to: at + lasted };
  return {
    name: `Attempt ${number}`,
    about: status ? String(status) : (error?.replace(/^upstream_/, '').replaceAll('_', ' ') ?? 'caller left'),
    bars: isKnown(connected) ? [{ kind: 'connect', from: at, to: at + connected }, head] : [{ ...head, from: at }]
  };
}

function line({ name, about, bars }, whole, ticks) {
  const from = bars[0].from;
  const to = bars.at(-1).to;
  const rules = ticks.map((tick) => rule(tick, whole));
  return el(
    'div',
    { class: 'line', role: 'listitem', title: `${name}: ${about}, from ${duration(from)} for ${duration(to - from)}` },
    el('span', { class: 'name' }, name, el('small', {}, about)),
    svg('svg', { class: 'track', 'aria-hidden': 'true' }, ...rules, ...bars.map((bar) => rect(bar, whole))),
    el('span', { class: 'lasted' }, duration(to - from))
  );
}

function rect({ kind, from, to }, whole) {
  const width = Math.max(((to - from) * 100) / whole, LEAST);
  return svg('rect', {
    class: kind,
    x: `${Math.min((from * 100) / whole, 100 - width)}%`,
    width: `${width}%`,
    y: 4,
    height: 12,
    rx: 2
  });
}

function rule(tick, whole) {
  const x = `${(tick * 100) / whole}%`;
  return svg('line', { x1: x, x2: x, y1: 0, y2: '100%' });
}

function scale(ticks, whole) {
  return svg(
    'svg',
    { class: 'track' },
    ...ticks.map((tick) => {
      const text = tick === 0 ? '0' : duration(tick).replace(/\.?0+ s$/, ' s');
      return svg('text', { x: `${(tick * 100) / whole}%`, y: 12, 'text-anchor': tick === 0 ? 'start' : 'middle' }, text);
    })
  );
}

/** Three to six round values below the whole. */
export function ticksOf(whole) {
  const power = 10 ** Math.floor(Math.log10(whole / 3));
  const step = power * (STEPS.findLast((one) => one * power <= whole / 3) ?? 1);
  return Array.from({ length: Math.floor((whole * 0.95) / step) + 1 }, (_, index) => index * step);
}

function legend(parts) {
  const used = new Set(parts.flatMap(({ bars }) => bars.map(({ kind }) => kind)));
  const shown = Object.keys(KINDS).filter((kind) => used.has(kind));
  return el('p', { class: 'legend', 'aria-hidden': 'true' }, ...shown.map((kind) => el('span', { class: kind }, KINDS[kind])));
}
