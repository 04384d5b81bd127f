// SPDX-License-Identifier: Apache-2.0
// One call whole: what happened, what to do, and everything that is known of it.

import { changed } from './address.js';
import { ask, trouble } from './api.js';
import { headerList, pairs } from './controls.js';
import { copier } from './copy.js';
import { curl } from './curl.js';
import { attemptTable, decisionList } from './attempts.js';
import { announce, button, el, notice } from './dom.js';
import { bytes, count, duration, whole } from './format.js';
import { statusOf } from './list.js';
import { replayer } from './replay.js';
import { waterfall } from './waterfall.js';

const pane = document.getElementById('record');
const behind = document.getElementById('view');
const covers = matchMedia('(max-width: 46rem)');

/** @param done called when it was closed */
export function recordPane(session, done) {
  let shown = '';
  let life = new AbortController();
  return { show };

  async function show(id) {
    if (id === shown) {
      return;
    }
    life.abort();
    life = new AbortController();
    const { signal } = life;
    shown = id;
    pane.hidden = !id;
    document.body.classList.toggle('has-record', Boolean(id));
    behind.inert = Boolean(id) && covers.matches;
    if (!id) {
      pane.replaceChildren();
      return done();
    }
    pane.setAttribute('aria-busy', 'true');
    pane.hasChildNodes() || pane.replaceChildren(top(), el('p', { class: 'busy' }, 'Loading the call…'));
    try {
      const { data } = await ask(`/records/${encodeURIComponent(id)}`, { signal });
      pane.replaceChildren(...content(data, session));
    } catch (failure) {
      if (signal.aborted) {
        return;
      }
      const again = () => {
        shown = '';
        show(id);
      };
      pane.replaceChildren(top(), problem(failure, again));
    }
    pane.removeAttribute('aria-busy');
    pane.scrollTo(0, 0);
    pane.querySelector('h2').focus({ preventScroll: true });
  }
}

/** Stays in sight. */
function top(...content) {
  const close = { class: 'close', href: changed({ record: '' }), 'aria-label': 'Close this call', title: 'Close (Esc)' };
  return el('div', { class: 'top' }, el('p', {}, ...content), el('a', close, '×'));
}

function problem(failure, again) {
  const [title, text] =
    failure.status === 404
      ? [
          'This call is not kept (any more)',
          'Records are kept for a time and up to a number, both settings of the gateway. Or your key may not see it.'
        ]
      : trouble(failure);
  const words = notice(title, text, button('Try again', again));
  words.querySelector('h2').tabIndex = -1;
  return words;
}

function content(call, session) {
  announce('');
  const answers = el('section', { class: 'answers', 'aria-label': 'Replay', hidden: true });
  const steps = call.steps ?? [];
  return [
    top(whole(call.started_at), call.replay_of && ['. Replay of ', recordLink(call.replay_of, 'another call')]),
    headline(call),
    el('div', { class: 'tools' }, ...tools(call, session, answers)),
    answers,
    section('Where the time went', waterfall(call)),
    steps.length > 0 && section('Attempts', attemptTable(steps)),
    steps.some(({ type }) => type === 'decision') && section('Decisions', decisionList(steps)),
    call.failure && section('Error', ...failureOf(call)),
    section('Call', facts(call)),
    section('Request headers', headers(call.request_headers, 'None were kept.')),
    section('Response headers', headers(call.response_headers, 'There was no answer.'))
  ].filter(Boolean);
}

function section(title, ...children) {
  return el('section', {}, el('h3', {}, title), ...children);
}

function headline(call) {
  const { class: kind, text } = statusOf(call);
  const { what, todo } = call.explanation ?? {};
  return el(
    'header',
    {},
    el('h2', { tabindex: '-1' }, el('b', {}, call.method), ' ', call.path),
    el(
      'p',
      { class: 'result' },
      el('span', { class: `code ${kind}` }, text === 'none' ? 'no answer' : text),
      call.error && el('code', {}, call.error),
      call.outcome !== 'completed' && el('span', {}, call.outcome),
      el('span', {}, duration(call.total_ms)),
      el('span', {}, call.attempts === 1 ? '1 attempt' : `${count(call.attempts)} attempts`)
    ),
    what && explained(call.failed, what, todo)
  );
}

function explained(failed, what, todo) {
  const more = todo && el('p', { class: 'todo' }, todo);
  return el('div', { class: failed ? 'explanation bad' : 'explanation' }, el('p', { class: 'what' }, what), more);
}

function recordLink(id, text) {
  return el('a', { href: changed({ record: id }) }, text);
}

function tools(call, session, answers) {
  const trace = call.trace_id && session.trace_url?.replaceAll('{trace_id}', encodeURIComponent(call.trace_id));
  return [
    replayer(call, session, answers),
    copier('Copy as curl', () => curl(call)),
    copier('Copy link', () => new URL(changed({ record: call.id }), location.href).href),
    call.trace_id && copier('Copy trace id', () => call.trace_id),
    /^https?:\/\//.test(trace ?? '') && traceLink(trace)
  ];
}

function traceLink(href) {
  const attributes = { class: 'button', href, target: '_blank', rel: 'noopener noreferrer' };
  return el('a', attributes, 'Open trace', el('span', { class: 'unseen' }, ' in a new tab'));
}

function failureOf({ failure, error }) {
  const details = Object.entries(failure.details ?? {});
  return [
    failure.message && el('p', {}, failure.message),
    pairs([error && ['Code', el('code', {}, error)], ...details.map(([name, value]) => [name, el('code', {}, String(value))])]),
    failure.excerpt && excerpt(failure.excerpt)
  ];
}

function excerpt(text) {
  return el('figure', {}, el('figcaption', {}, 'The answer’s body begins with'), el('pre', { tabindex: '0' }, text));
}

function facts(call) {
  const only = (name) => ({ href: changed({ [name]: call[name], record: '' }), title: `Only calls of this ${name}` });
  const filter = (name) => call[name] && el('a', only(name), call[name]);
  const url = (call.steps ?? []).findLast(({ type }) => type === 'attempt')?.url;
  return pairs([
    ['Integration', filter('integration')],
    ['Connection', filter('connection')],
    ['Provider', filter('provider')],
    ['Sent to', url ? el('code', {}, url) : call.host],
    ['Query', call.query && el('code', {}, call.query)],
    ['API key', call.api_key_id && el('code', {}, call.api_key_id)],
    ['Sizes', `${bytes(call.request_bytes)} sent, ${bytes(call.response_bytes)} received`],
    ['Trace id', call.trace_id && el('code', {}, call.trace_id)],
    ['Record', el('code', {}, call.id)]
  ]);
}

function headers(all, none) {
  return all?.length > 0 ? headerList(all) : el('p', { class: 'none' }, none);
}
