// SPDX-License-Identifier: Apache-2.0
// How many calls succeeded and failed when. A part of it is chosen by drawing over it, or by its two edges with the keyboard.

import { button, el, svg } from './dom.js';
import { count, moment } from './format.js';

const HEIGHT = 64;
const TICKS = innerWidth < 640 ? 2 : 4;
const MINUTE = 60_000;
const TEN_SECONDS = 10_000;

/** @param chosen called with the ISO times of a chosen part */
export function histogram(chosen) {
  const sum = el('p', { class: 'sum' });
  const plot = svg('svg', { height: HEIGHT, role: 'img', 'aria-label': 'Calls over time' });
  const shade = el('div', { class: 'shade', hidden: true });
  const handles = [handle('from', 'Beginning of the period'), handle('to', 'End of the period')];
  const field = el('div', { class: 'plot' }, plot, shade, ...handles);
  const axis = el('div', { class: 'axis', 'aria-hidden': 'true' });
  const hint = el('p', { class: 'hint', hidden: true });
  const element = el('section', { class: 'histogram', 'aria-label': 'Calls over time' }, sum, field, axis, hint);
  let bars = [];
  let part = [0, 0];
  let begun = null;
  field.addEventListener('pointerdown', begin);
  field.addEventListener('pointermove', drag);
  field.addEventListener('pointerup', end);
  field.addEventListener('pointercancel', reset);
  return { element, draw, fail };

  function draw({ data, complete }) {
    if (begun !== null || isPart()) {
      return; // not under somebody's hands
    }
    bars = data;
    const most = Math.max(1, ...bars.map((bar) => bar.succeeded + bar.failed));
    plot.replaceChildren(...bars.map((bar, index) => barOf(bar, index, bars.length, most)));
    const [good, bad] = ['succeeded', 'failed'].map((name) => bars.reduce((all, bar) => all + bar[name], 0));
    sum.replaceChildren(
      el('span', { class: 'good' }, el('b', {}, count(good)), ' succeeded'),
      el('span', { class: 'bad' }, el('b', {}, count(bad)), ' failed'),
      complete === false ? el('span', {}, 'Counted in part: there is more than one search looks at') : ''
    );
    plot.setAttribute(
      'aria-label',
      `${count(good)} calls succeeded and ${count(bad)} failed between ${at(0)} and ${at(bars.length)}`
    );
    const tick = (_, index) => el('span', {}, at(Math.round((index * bars.length) / TICKS), TEN_SECONDS));
    axis.replaceChildren(...Array.from({ length: TICKS + 1 }, tick));
    reset();
  }

  function fail(title) {
    bars = [];
    plot.replaceChildren();
    axis.replaceChildren();
    sum.replaceChildren(el('span', {}, `No chart: ${title.charAt(0).toLowerCase()}${title.slice(1)}.`));
    reset();
  }

  function iso(edge) {
    return edge < bars.length ? bars[edge]?.from : bars.at(-1)?.to;
  }

  /** @param fine seconds are told where bars are narrower than that */
  function at(edge, fine = MINUTE) {
    const time = iso(edge);
    return time ? moment(time, Date.parse(bars[0].to) - Date.parse(bars[0].from) < fine) : '';
  }

  function isPart() {
    return part[0] > 0 || part[1] < bars.length;
  }

  function reset() {
    begun = null;
    part = [0, bars.length];
    show();
  }

  function show() {
    const percent = (edge) => (bars.length === 0 ? 0 : (edge * 100) / bars.length);
    shade.hidden = !isPart();
    shade.style.left = `${percent(part[0])}%`;
    shade.style.width = `${percent(part[1] - part[0])}%`;
    handles.forEach((one, index) => {
      one.style.left = `${index === 1 && bars.length === 0 ? 100 : percent(part[index])}%`;
      one.setAttribute('aria-valuemax', String(bars.length));
      one.setAttribute('aria-valuenow', String(part[index]));
      one.setAttribute('aria-valuetext', at(part[index]) || 'nothing to choose from');
    });
    hint.hidden = !isPart();
    hint.textContent = isPart() ? `${at(part[0])} – ${at(part[1])}. Enter applies it, Escape does not.` : '';
  }

  function apply() {
    const [from, to] = part.map(iso);
    reset();
    from && to && chosen(from, to);
  }

  function handle(name, label) {
    const index = name === 'from' ? 0 : 1;
    const left = ({ relatedTarget }) => relatedTarget !== handles[1 - index] && begun === null && isPart() && reset();
    const keydown = (event) => move(event, index);
    const attributes = {
      class: `handle ${name}`,
      role: 'slider',
      'aria-label': label,
      'aria-valuemin': '0',
      keydown,
      blur: left
    };
    return button('', () => {}, attributes);
  }

  function move(event, index) {
    const far = event.shiftKey ? 10 : 1;
    const step = { ArrowLeft: -far, ArrowDown: -far, ArrowRight: far, ArrowUp: far, Home: -bars.length, End: bars.length }[
      event.key
    ];
    if (step && bars.length > 0) {
      const [least, most] = index === 0 ? [0, part[1] - 1] : [part[0] + 1, bars.length];
      part[index] = Math.min(Math.max(part[index] + step, least), most);
      show();
    } else if (event.key === 'Enter' && isPart()) {
      apply();
    } else if (event.key === 'Escape' && isPart()) {
      reset();
    } else {
      return;
    }
    event.preventDefault();
  }

  function edgeAt(event) {
    const { left, width } = field.getBoundingClientRect();
    return Math.min(Math.max(((event.clientX - left) / width) * bars.length, 0), bars.length);
  }

  function begin(event) {
    if (event.button !== 0 || bars.length === 0) {
      return;
    }
    event.preventDefault();
    field.setPointerCapture(event.pointerId);
    begun = edgeAt(event);
  }

  function drag(event) {
    if (begun === null) {
      return;
    }
    const now = edgeAt(event);
    const first = Math.min(Math.floor(Math.min(begun, now)), bars.length - 1);
    part = [first, Math.max(Math.ceil(Math.max(begun, now)), first + 1)];
    show();
    hint.textContent = `${at(part[0])} – ${at(part[1])}`;
  }

  function end(event) {
    if (begun !== null) {
      drag(event);
      apply();
    }
  }
}

function barOf({ from, to, succeeded, failed }, index, bars, most) {
  const [good, bad] = [succeeded, failed].map((value) => (value === 0 ? 0 : Math.max(1.5, (value * (HEIGHT - 2)) / most)));
  const x = `${((index + 0.1) * 100) / bars}%`;
  const width = `${80 / bars}%`;
  return svg(
    'g',
    {},
    svg('title', {}, `${moment(from, true)} – ${moment(to, true)}: ${count(succeeded)} succeeded, ${count(failed)} failed`),
    svg('rect', { class: 'ground', x: `${(index * 100) / bars}%`, width: `${100 / bars}%`, y: 0, height: HEIGHT }),
    svg('rect', { class: 'good', x, width, y: Math.max(HEIGHT - good - bad, 0), height: good }),
    svg('rect', { class: 'bad', x, width, y: HEIGHT - bad, height: bad })
  );
}
