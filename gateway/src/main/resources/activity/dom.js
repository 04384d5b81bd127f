// SPDX-License-Identifier: Apache-2.0
// Elements. Text goes in as text only: what a record holds was written by strangers.

const SVG = 'http://www.w3.org/2000/svg';

/** An element; attributes that are null or false are left out, functions are listeners. */
export function el(tag, attributes = {}, ...children) {
  return dressed(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return dressed(document.createElementNS(SVG, tag), attributes, children);
}

function dressed(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name, value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function button(text, clicked, attributes = {}) {
  return el('button', { type: 'button', click: clicked, ...attributes }, text);
}

/** A copy of a template's element. */
export function template(id) {
  return document.getElementById(id).content.cloneNode(true).firstElementChild;
}

/** Says it to screen readers, and to nobody else. */
export function announce(text) {
  document.getElementById('status').textContent = text;
}

/** Words in place of what is missing, and what to do about it. */
export function notice(title, text, ...actions) {
  const more = actions.length > 0 && el('p', { class: 'actions' }, ...actions);
  return el('div', { class: 'notice' }, el('h2', {}, title), el('p', {}, text), more);
}

/** Waits until nothing came for a while. */
export function calmed(milliseconds, work) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), milliseconds);
  };
}
