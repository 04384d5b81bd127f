// SPDX-License-Identifier: Apache-2.0
// What is on the page: one view at a time, made of a template.

const view = document.getElementById('view');
const status = document.getElementById('status');

/** Replaces what is on the page and takes the focus along, so that a screen reader reads on at the new heading. */
export function swap(name, title, lead) {
  const content = document.getElementById(name).content.cloneNode(true);
  const heading = content.querySelector('h1');
  heading.textContent = title ?? heading.textContent;
  if (lead) {
    content.querySelector('.lead').textContent = lead;
  }
  const first = view.getAttribute('aria-busy') === 'true';
  view.removeAttribute('aria-busy');
  view.replaceChildren(content);
  document.title = heading.textContent;
  status.textContent = '';
  if (!first) {
    heading.focus();
  }
  scrollTo(0, 0);
  return (selector) => view.querySelector(selector);
}

/** Says it to screen readers, and to nobody else. */
export function announce(text) {
  status.textContent = text;
}

/** A provider's initial on one of a few colours, always the same. */
export function dress(tile, integration) {
  const name = integration.provider_name;
  tile.textContent = [...name][0].toUpperCase();
  tile.classList.add(`hue-${[...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 7}`);
}

/** Shows what went wrong above the rest and moves there; without a title takes it away. */
export function alertBox(title, text) {
  const box = view.querySelector('.alert');
  box.replaceChildren();
  if (title) {
    const strong = document.createElement('strong');
    strong.textContent = title;
    const paragraph = document.createElement('p');
    paragraph.textContent = text;
    box.append(strong, paragraph);
    box.focus();
  }
}

export function problem(title, text, again) {
  const find = swap('problem-view', title, text);
  find('.retry').hidden = !again;
  find('.retry').addEventListener('click', again);
}

export function trouble(code) {
  return code === 0
    ? ['The server can’t be reached', 'Check your internet connection, then try again.']
    : ['Something is not working right now', 'It’s not you. Wait a moment, then try again.'];
}
