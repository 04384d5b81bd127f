// SPDX-License-Identifier: Apache-2.0
// Calls as they end. Read with fetch, because EventSource cannot send a key.

import { open } from './api.js';

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
const LONGEST_SILENCE = 45_000; // the gateway sends a comment every 15 s

/**
 * Follows until closed, and comes back where it was when the stream ends. Nothing is asked while nobody looks at the tab.
 *
 * @param query the filters
 * @param after id of the last call known, or null for those from now on
 * @param heard called with each call
 * @param changed called with 'live', 'failed', or 'waiting' and the milliseconds until the next try
 */
export function tail(query, after, heard, changed) {
  let closed = false;
  let last = after;
  let pause = FIRST_PAUSE;
  let current = null;
  let wake = null;

  run();
  document.addEventListener('visibilitychange', looked);
  return { close };

  async function run() {
    while (!closed) {
      if (document.hidden) {
        await sleep(2 ** 31 - 1);
        continue;
      }
      const failure = await once();
      if (closed) {
        return;
      }
      if ([400, 401, 403].includes(failure?.status)) {
        return changed('failed');
      }
      if (!document.hidden) {
        const jittered = pause * (0.75 + Math.random() / 2);
        changed('waiting', jittered);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
        await sleep(jittered);
      }
    }
  }

  /** One stream to its end; with what ended it, if that was a failure. */
  async function once() {
    current = new AbortController();
    let watch = null;
    try {
      const headers = { accept: 'text/event-stream', ...(last && { 'last-event-id': last }) };
      const answer = await open('/stream', { query, headers, signal: current.signal });
      changed('live');
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      const parse = parser((event) => {
        last = event.id || last;
        event.name === 'call' && heard(JSON.parse(event.data));
      });
      for (;;) {
        clearTimeout(watch);
        watch = setTimeout(() => current.abort(), LONGEST_SILENCE);
        const { value, done } = await reader.read();
        if (done) {
          return null;
        }
        pause = FIRST_PAUSE;
        parse(value);
      }
    } catch (failure) {
      return failure;
    } finally {
      clearTimeout(watch);
      current.abort();
    }
  }

  function sleep(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function looked() {
    pause = FIRST_PAUSE;
    document.hidden ? current?.abort() : wake?.();
  }

  function close() {
    closed = true;
    document.removeEventListener('visibilitychange', looked);
    current?.abort();
    wake?.();
  }
}

/** Takes pieces of an event stream in any cut, and tells of whole events. */
export function parser(told) {
  let rest = '';
  let event = { name: '', id: '', data: [] };
  return (piece) => {
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    lines.forEach((line) => {
      if (line === '') {
        event.data.length > 0 && told({ name: event.name, id: event.id, data: event.data.join('\n') });
        event = { name: '', id: '', data: [] };
        return;
      }
      const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
      field === 'data' ? event.data.push(value) : field === 'event' ? (event.name = value) : field === 'id' && (event.id = value);
    });
  };
}
