// SPDX-License-Identifier: Apache-2.0
// Numbers and times as people read them.

import { el } from './dom.js';

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const SHORT = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
const COUNT = new Intl.NumberFormat();
const AGO = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000]
];
const MISSING = '–';

export const count = (value) => COUNT.format(value);

export function duration(ms) {
  if (ms === null || ms === undefined) {
    return MISSING;
  }
  if (ms < 1000) {
    return ms === 0 ? '0 ms' : `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
  }
  if (ms < 60_000) {
    return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  }
  const seconds = Math.round(ms / 1000);
  return seconds < 3600 ? parts(seconds, 60, 'min', 's') : parts(Math.floor(seconds / 60), 60, 'h', 'min');
}

function parts(value, size, unit, smaller) {
  const rest = value % size;
  return `${Math.floor(value / size)} ${unit}${rest === 0 ? '' : ` ${rest} ${smaller}`}`;
}

export function bytes(value) {
  if (value === null || value === undefined) {
    return MISSING;
  }
  const power = value < 1024 ? 0 : Math.min(Math.floor(Math.log2(value) / 10), 4);
  const scaled = value / 1024 ** power;
  return `${power === 0 ? value : scaled.toFixed(scaled < 10 ? 1 : 0)} ${['B', 'KB', 'MB', 'GB', 'TB'][power]}`;
}

export function utc(iso) {
  return `${new Date(iso).toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

function sameDay(one, other) {
  return one.toDateString() === other.toDateString();
}

/** The time of day, with the day where that is another. */
export function moment(value, seconds = false) {
  const date = new Date(value);
  const format = seconds ? CLOCK : SHORT;
  return sameDay(date, new Date()) ? format.format(date) : `${DAY.format(date)}, ${format.format(date)}`;
}

function timed(iso, ...content) {
  return el('time', { datetime: iso, title: utc(iso) }, ...content);
}

/** To the millisecond, as a list of calls shows it. */
export function stamp(iso) {
  const date = new Date(iso);
  const day = sameDay(date, new Date()) ? null : el('span', { class: 'day' }, `${DAY.format(date)} `);
  return timed(iso, day, CLOCK.format(date), el('small', {}, `.${String(date.getMilliseconds()).padStart(3, '0')}`));
}

export function whole(iso) {
  return iso ? timed(iso, WHOLE.format(new Date(iso))) : MISSING;
}

export function ago(iso, now = Date.now()) {
  const distance = Date.parse(iso) - now;
  const [unit, size] = UNITS.find(([, least]) => Math.abs(distance) >= least) ?? UNITS[3];
  return AGO.format(Math.trunc(distance / size), unit);
}

/** Relative, with the absolute time beside it. */
export function both(iso) {
  return iso ? timed(iso, ago(iso), el('small', {}, ` ${moment(iso)}`)) : MISSING;
}
