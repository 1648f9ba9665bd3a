// The elements of a form: one maker per kind of description, and how their value and error are shown.
import { element } from '../../page/dom';

const MAKERS = { section, fold, list, item, text, area, number, select, check, note, action };

/** The elements of some descriptions. */
export function draw(form, fields) {
  return fields.map((field) => MAKERS[field.kind](form, field));
}

/** Shows a value; a text being typed that only differs in its outer blanks is left alone. */
export function fill(input, value) {
  const wanted = String(value ?? '');
  if (input.tagName === 'FIELDSET') return;
  if (input.type === 'checkbox') input.checked = Boolean(value);
  else if (input.tagName === 'OUTPUT') input.textContent = wanted;
  else if (input === document.activeElement && input.value.trim() === wanted) return;
  else if (input.value !== wanted) input.value = wanted;
}

/** Shows what is wrong beside a field and tells screen readers; an empty text takes it away. */
export function blame(input, message) {
  const [hint, error] = ['hint', 'error'].map((part) => document.getElementById(`${part}-${input.dataset.field}`));
  if (!error) return;
  error.textContent = message;
  error.hidden = !message;
  const about = [hint, message ? error : null].filter(Boolean).map(({ id }) => id).join(' ');
  set(input, 'aria-describedby', about);
  set(input, 'aria-invalid', message ? 'true' : '');
}

function set(input, name, value) {
  if (value) input.setAttribute(name, value);
  else input.removeAttribute(name);
}

function labelled(field, input, onchange) {
  input.id = `field-${field.key}`;
  input.dataset.field = field.key;
  if (field.whole) input.dataset.whole = ''; // half of it would be another thing
  input.addEventListener('input', () => { input.dataset.typed = ''; });
  input.addEventListener('change', () => delete input.dataset.typed);
  if (onchange) input.addEventListener('change', onchange);
  return element('div', { class: `field field-${field.kind}` },
    element('label', { for: input.id }, field.label), input, ...remarks(field));
}

function remarks(field) {
  return [
    field.hint ? element('small', { id: `hint-${field.key}` }, field.hint) : null,
    element('small', { id: `error-${field.key}`, class: 'field-error', hidden: true }),
  ];
}

function section(form, field) {
  return element('details', { id: `section-${field.key}`, open: !field.closed },
    element('summary', { id: `summary-${field.key}` }, field.label), ...draw(form, field.fields));
}

function fold(form, field) {
  return element('details', {
    id: `section-${field.key}`, class: 'field-fold', open: !field.closed, 'aria-label': field.label,
  }, element('summary', { id: `summary-${field.key}` }, element('span', { 'data-title': field.key })),
  ...draw(form, field.fields));
}

function list(form, field) {
  const [hint, error] = remarks(field);
  return element('fieldset', { class: 'field-list', id: `field-${field.key}`, 'data-field': field.key },
    element('legend', {}, field.label), hint, ...draw(form, field.items), error, ...draw(form, [field.add]));
}

function item(form, field) {
  return element('div', { class: 'field-item', role: 'group', 'aria-label': field.label },
    ...draw(form, field.fields));
}

function text(form, field) {
  const list = field.suggestions ? `list-${field.key}` : null;
  const input = element('input', { type: field.type ?? 'text', inputmode: field.inputmode, list });
  const drawn = labelled(field, input, () => form.set(field.key, input.value.trim()));
  if (field.suggestions) {
    drawn.append(element('datalist', { id: list },
      ...field.suggestions.map((value) => element('option', { value }))));
  }
  return drawn;
}

function area(form, field) {
  const input = element('textarea', { rows: field.rows ?? 3 });
  return labelled(field, input, () => form.set(field.key, input.value.trim()));
}

function number(form, field) {
  const input = element('input', { type: 'number', min: field.min ?? 0, step: 1 });
  return labelled(field, input, () => {
    form.set(field.key, input.value === '' ? undefined : Number(input.value));
  });
}

function select(form, field) {
  const input = element('select', {},
    ...field.options.map(([value, label]) => element('option', { value }, label)));
  return labelled(field, input, () => form.set(field.key, input.value));
}

function check(form, field) {
  const input = element('input', { type: 'checkbox' });
  return labelled(field, input, () => form.set(field.key, input.checked));
}

function note(_form, field) {
  return labelled(field, element('output', {}));
}

function action(form, field) {
  return element('button', {
    type: 'button', class: `button${field.small ? ' small' : ''}`, id: `action-${field.key}`,
    'data-action': field.key, title: field.hint, 'aria-label': field.says,
    'aria-disabled': field.idle ? 'true' : null, onclick: () => field.idle || form.run(field.key),
  }, field.label);
}
