// SPDX-License-Identifier: Apache-2.0
// The fields of a form: made of what the gateway says of them, checked, and complained of in words beside them.

import { announce } from './view.js';

export function makeField(spec) {
  const element = document.getElementById('field').content.cloneNode(true).firstElementChild;
  const id = `${spec.section}.${spec.name}`;
  const input = makeInput(spec);
  input.id = id;
  input.name = id;
  input.required = spec.required;
  input.value = spec.value ?? '';
  input.setAttribute('aria-describedby', `${id}-hint ${id}-error`);
  const label = element.querySelector('label');
  label.htmlFor = id;
  label.textContent = spec.title;
  if (!spec.required) {
    const optional = document.createElement('small');
    optional.textContent = ' (optional)';
    label.append(optional);
  }
  const hint = element.querySelector('.hint');
  hint.id = `${id}-hint`;
  hint.textContent = hintOf(spec);
  element.querySelector('.error').id = `${id}-error`;
  const [before, after] = element.querySelectorAll('.affix');
  before.textContent = spec.prefix ?? '';
  after.textContent = spec.suffix ?? '';
  before.after(input);
  if (spec.secret && input.type === 'password') {
    element.querySelector('.box').append(makeReveal(input, spec.title));
  }
  const field = { spec, element, input };
  input.addEventListener('input', () => complain(field, ''));
  return field;
}

function makeInput(spec) {
  if (spec.options.length > 0) {
    const select = document.createElement('select');
    select.append(...(spec.required && spec.value ? [] : [new Option('Choose…', '')]), ...spec.options.map((one) => new Option(one)));
    return select;
  }
  if (spec.multiline) {
    return Object.assign(document.createElement('textarea'), { spellcheck: false, autocomplete: 'off' });
  }
  const keyboards = { uri: 'url', hostname: 'url', email: 'email' };
  return Object.assign(document.createElement('input'), {
    type: spec.secret ? 'password' : 'text',
    inputMode: keyboards[spec.format] ?? '',
    autocomplete: spec.secret ? 'new-password' : 'off',
    autocapitalize: 'none',
    spellcheck: false
  });
}

function makeReveal(input, title) {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'reveal' });
  button.textContent = 'Show';
  button.ariaLabel = `Show ${title}`;
  button.ariaPressed = 'false';
  button.setAttribute('aria-controls', input.id);
  button.addEventListener('click', () => {
    const hidden = input.type === 'password';
    input.type = hidden ? 'text' : 'password';
    button.ariaPressed = String(hidden);
    button.textContent = hidden ? 'Hide' : 'Show';
  });
  return button;
}

function hintOf({ description, example }) {
  const parts = [description?.trim().replace(/\.$/, ''), example && `For example ${example}`];
  return parts.filter(Boolean).join('. ');
}

export function isAsked({ spec }, fields) {
  const condition = spec.visible_when;
  const other = condition && fields.find((field) => field.spec.name === condition.field);
  return !other || other.input.value === condition.equals;
}

/** Without the blanks that come along when something is pasted; a password may mean its own. */
function answerOf({ spec, input }) {
  return spec.name === 'password' ? input.value : input.value.trim();
}

export function answers(fields, section) {
  return Object.fromEntries(
    fields
      .filter((field) => field.spec.section === section && !field.element.hidden)
      .map((field) => [field.spec.name, answerOf(field)])
  );
}

export function areComplete(fields, name) {
  fields.forEach((field) => complain(field, field.element.hidden ? '' : fault(field, name)));
  return !pointOut(fields);
}

function fault({ spec, input }, name) {
  const answer = answerOf({ spec, input });
  if (answer === '') {
    return spec.required ? words('invalid_type', spec, name) : '';
  }
  return spec.pattern && !fits(spec.pattern, answer) ? words('invalid_format', spec, name) : '';
}

/** A pattern that browsers cannot read is left to the gateway. */
function fits(pattern, answer) {
  try {
    return new RegExp(pattern).test(answer);
  } catch {
    return true;
  }
}

export function words(code, { title, example }, name) {
  switch (code) {
    case 'invalid_type':
    case 'too_small':
      return `“${title}” can’t be empty.`;
    case 'too_big':
      return `“${title}” is longer than ${name} allows.`;
    case 'invalid_value':
      return 'Choose one of the options.';
    default:
      return example ? `“${title}” should look like ${example}` : `“${title}” is not in the form that ${name} uses.`;
  }
}

export function complain({ element, input }, text) {
  const error = element.querySelector('.error');
  error.textContent = text;
  error.hidden = text === '';
  element.classList.toggle('invalid', text !== '');
  input.ariaInvalid = text === '' ? null : 'true';
}

/** Moves to the first field that has a complaint; false when none has. */
export function pointOut(fields) {
  const wrong = fields.filter((field) => field.input.ariaInvalid === 'true');
  if (wrong.length > 0) {
    wrong[0].input.focus();
    announce(wrong.length === 1 ? 'One field needs another look.' : `${wrong.length} fields need another look.`);
  }
  return wrong.length > 0;
}
