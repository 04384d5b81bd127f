// SPDX-License-Identifier: Apache-2.0
// Sending a call again, with a fresh credential, and comparing the two answers.

import { changed } from './address.js';
import { ask, trouble } from './api.js';
import { announce, button, el } from './dom.js';
import { headerList, plainInput } from './controls.js';
import { duration } from './format.js';
import { isMasked } from './curl.js';

const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/** The button; answers are shown in `root`. */
export function replayer(call, session, root) {
  const clicked = () => (SAFE.includes(call.method) ? send(call, root, own, {}) : askFirst(call, root, own));
  const own = button('Replay', clicked, { class: 'primary' });
  const hinder = hindrance(call, session);
  if (hinder) {
    own.disabled = true;
    own.title = hinder;
    root.hidden = false;
    root.classList.add('cannot');
    root.append(el('p', {}, hinder));
  }
  return own;
}

function hindrance(call, session) {
  if (!session.may_replay) {
    return 'Your key cannot replay calls: it lacks the scope environment:proxy.';
  }
  if (isMasked(`${call.path}?${call.query ?? ''}`)) {
    return 'This call cannot be replayed: part of its address was not recorded, because it may hold a secret.';
  }
  return call.integration && call.connection ? null : 'This call cannot be replayed: it named no connection.';
}

function askFirst(call, root, own) {
  const type =
    (call.request_headers ?? []).find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? 'application/json';
  const body = el('textarea', { id: 'replay-body', rows: '7', spellcheck: 'false', autocomplete: 'off' });
  const kind = plainInput({ id: 'replay-type', value: isMasked(type) ? 'application/json' : type });
  const yes = el('button', { value: 'send', class: 'danger' }, `Send ${call.method} again`);
  const dialog = el(
    'dialog',
    { class: 'replay', 'aria-labelledby': 'replay-title', close: () => dialog.remove() },
    el(
      'form',
      {
        method: 'dialog',
        submit: (event) => {
          if (event.submitter?.value === 'send') {
            send(call, root, own, {
              unsafe: true,
              body: body.value || null,
              content_type: body.value ? kind.value.trim() || null : null
            });
          }
        }
      },
      el('h2', { id: 'replay-title' }, `Send this ${call.method} again?`),
      el(
        'p',
        {},
        `${call.method} can change something at ${call.host || call.integration}: what it did the first time it may do twice.`
      ),
      el('p', { class: 'target' }, el('code', {}, `${call.method} ${call.path}`)),
      el('label', { for: 'replay-body' }, 'Body ', el('small', {}, 'Bodies are not recorded. Leave it empty to send none.')),
      body,
      el('label', { for: 'replay-type' }, 'Content type'),
      kind,
      el('p', { class: 'actions' }, yes, el('button', { value: 'cancel', formnovalidate: true }, 'Cancel'))
    )
  );
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector('[value=cancel]').focus();
}

async function send(call, root, own, { unsafe = false, body = null, content_type = null }) {
  own.disabled = true;
  own.textContent = 'Replaying…';
  announce('Replaying the call');
  root.hidden = false;
  root.replaceChildren(el('p', { class: 'busy' }, 'Waiting for the answer…'));
  try {
    const { data } = await ask(`/records/${encodeURIComponent(call.id)}/replay`, {
      method: 'POST',
      body: { unsafe, body, content_type }
    });
    root.replaceChildren(...compared(call, data));
    announce(`The replay ended with ${data.replay.status || data.replay.error || 'no answer'}`);
  } catch (failure) {
    root.replaceChildren(...why(failure));
  }
  own.disabled = false;
  own.textContent = 'Replay';
  root.scrollIntoView({ block: 'nearest' });
}

function why(failure) {
  const [title, text] =
    failure.status === 403
      ? [
          'Your key cannot replay this call',
          failure.message || 'It lacks the scope environment:proxy, or may not use this connection.'
        ]
      : failure.status === 400 || failure.status === 404
        ? ['This call cannot be replayed', failure.message]
        : trouble(failure);
  announce(title);
  return [el('h3', {}, title), el('p', {}, text)];
}

function compared(call, { original, replay }) {
  const same = original.status === replay.status;
  const now = replay.status || 'none';
  return [
    el('h3', {}, same ? `The same status as before: ${now}` : `It was ${original.status || 'none'}, now it is ${now}`),
    el(
      'div',
      { class: 'sides' },
      side('Then', { ...original, text: original.excerpt }, call.failed, 'No body was kept: only those of failed calls are.', []),
      side('Now', { ...replay, text: replay.body }, !replay.status || replay.status >= 400, 'The answer has no text.', [
        replay.body_truncated && el('p', { class: 'none' }, 'Only the first 64 KiB are shown.'),
        replay.id && el('p', {}, el('a', { href: changed({ record: replay.id }) }, 'Open its record')),
        !replay.id && replay.trace_id && el('p', { class: 'none' }, 'Its trace id is ', el('code', {}, replay.trace_id))
      ])
    )
  ];
}

function side(name, { status, total_ms: total, headers, text, error }, bad, none, more) {
  const counted = headers?.length === 1 ? '1 header' : `${headers?.length} headers`;
  return el(
    'div',
    { role: 'group', 'aria-label': name },
    el(
      'p',
      { class: 'result' },
      el('strong', {}, name),
      el('span', { class: `code ${bad ? 'bad' : 'good'}` }, status || 'none'),
      error && el('code', {}, error),
      el('span', {}, duration(total))
    ),
    text ? el('pre', { tabindex: '0' }, text) : el('p', { class: 'none' }, none),
    ...more,
    headers?.length > 0 && el('details', {}, el('summary', {}, counted), headerList(headers))
  );
}
