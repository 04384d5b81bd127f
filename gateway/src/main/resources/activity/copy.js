// SPDX-License-Identifier: Apache-2.0
// Buttons that copy.

import { announce, button, el } from './dom.js';

const THANKS = 2000;

export function copier(label, text) {
  return button(label, async ({ currentTarget: own }) => {
    const done = await copy(text());
    own.textContent = done ? 'Copied' : 'Not allowed to copy';
    announce(own.textContent);
    setTimeout(() => {
      own.textContent = label;
    }, THANKS);
  });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyWithout(text);
  }
}

/** Browsers have no clipboard on pages that came over plain HTTP from another machine. */
function copyWithout(text) {
  const area = el('textarea', { class: 'unseen', 'aria-hidden': 'true' });
  const focused = document.activeElement;
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  focused?.focus();
  return done;
}
