// SPDX-License-Identifier: Apache-2.0
// Signing in: a key that may read activity.

import { ask, trouble, useKey } from './api.js';
import { el, template } from './dom.js';

/**
 * @param entered called with what the key is good for
 * @param why title and text, where there is a reason to ask (again)
 */
export function signIn(root, entered, why) {
  const form = template('sign-in');
  const field = form.querySelector('#key');
  document.title = 'Sign in · Sallyport activity';
  root.replaceChildren(form);
  complain(form, why);
  field.focus();
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const submit = form.querySelector('.primary');
    if (submit.ariaDisabled === 'true') {
      return;
    }
    const problem = problemOf(field.value.trim());
    if (problem) {
      return refuse(form, field, problem);
    }
    submit.ariaDisabled = 'true';
    useKey(field.value.trim());
    try {
      entered((await ask('/session')).data);
    } catch (refusal) {
      useKey(null);
      submit.ariaDisabled = 'false';
      refuse(form, field, trouble(refusal));
    }
  });
}

function problemOf(key) {
  if (!key) {
    return ['There is no key yet', 'Enter one. Whoever runs the gateway makes them with POST /api-keys.'];
  }
  // Nothing else can be sent in a header.
  return /^[\x21-\x7e]+$/.test(key) ? null : ['This is not a key', 'It has characters that no key has. Copy it again.'];
}

function refuse(form, field, why) {
  complain(form, why);
  field.focus();
  field.select();
}

function complain(form, why) {
  form.querySelector('.alert').replaceChildren(...(why ? [el('strong', {}, why[0]), el('p', {}, why[1])] : []));
  form.querySelector('#key').setAttribute('aria-invalid', String(Boolean(why)));
}
