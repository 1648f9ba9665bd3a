// Draws fields from plain descriptions and keeps the elements, so that focus survives a refresh.
//
// A description is { kind, key, label, … }: section (fields, closed), list (items, add), text, area, number,
// select (options), check, note, action (run). Editable ones have value and set(newValue).
import { element } from '../../page/dom';

const MAKERS = { section, list, item, text, area, number, select, check, note, action };

/** A form in a container; `describe()` gives the descriptions of the present moment. */
export class Form {
  constructor(container, describe) {
    this.container = container;
    this.describe = describe;
    this.shape = '';
  }

  /** Draws the form, or only its values where nothing else changed. */
  refresh() {
    const fields = this.describe();
    const shape = JSON.stringify(fields, (name, value) => (name === 'value' ? undefined : value));
    if (shape !== this.shape) this.#rebuild(fields);
    this.shape = shape;
    const present = byKey(fields);
    for (const input of this.container.querySelectorAll('[data-field]')) {
      fill(input, present.get(input.dataset.field).value);
    }
  }

  /** Writes one field's new value. */
  set(key, value) {
    // Described anew: the change before this one may not be drawn yet. A field that has gone writes nothing.
    const field = byKey(this.describe()).get(key);
    if (field && value !== shown(field.value)) field.set(value);
  }

  /** Runs an action. */
  run(key) {
    byKey(this.describe()).get(key)?.run();
  }

  draw(fields) {
    return fields.map((field) => MAKERS[field.kind](this, field));
  }

  #rebuild(fields) {
    const focused = document.activeElement?.closest?.('[data-field], [data-action], summary')?.id;
    const open = new Map([...this.container.querySelectorAll('details')].map((one) => [one.id, one.open]));
    this.container.replaceChildren(...this.draw(fields));
    for (const one of this.container.querySelectorAll('details')) one.open = open.get(one.id) ?? one.open;
    if (focused) document.getElementById(focused)?.focus();
  }
}

function byKey(fields) {
  return new Map(flat(fields).map((field) => [field.key, field]));
}

function flat(fields) {
  return fields.flatMap((field) => [
    field, ...flat(field.fields ?? []), ...flat(field.items ?? []), ...(field.add ? [field.add] : []),
  ]);
}

function shown(value) {
  return value === undefined || value === null ? '' : value;
}

function fill(input, value) {
  if (input.type === 'checkbox') input.checked = Boolean(value);
  else if (input.tagName === 'OUTPUT') input.textContent = shown(value);
  else if (input.value !== String(shown(value))) input.value = String(shown(value));
}

function labelled(field, input, onchange) {
  input.id = `field-${field.key}`;
  input.dataset.field = field.key;
  if (onchange) input.addEventListener('change', onchange);
  return element('div', { class: `field field-${field.kind}` },
    element('label', { for: input.id }, field.label), input,
    field.hint ? element('small', {}, field.hint) : null);
}

function section(form, field) {
  return element('details', { id: `section-${field.key}`, open: !field.closed },
    element('summary', { id: `summary-${field.key}` }, field.label), ...form.draw(field.fields));
}

function list(form, field) {
  return element('fieldset', { class: 'field-list' }, element('legend', {}, field.label),
    ...form.draw(field.items), ...form.draw([field.add]));
}

function item(form, field) {
  return element('div', { class: 'field-item', role: 'group', 'aria-label': field.label },
    ...form.draw(field.fields));
}

function text(form, field) {
  const input = element('input', { type: 'text', list: field.suggestions ? `list-${field.key}` : null });
  const drawn = labelled(field, input, () => form.set(field.key, input.value.trim()));
  if (field.suggestions) {
    drawn.append(element('datalist', { id: `list-${field.key}` },
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
    type: 'button', class: 'button', id: `action-${field.key}`, 'data-action': field.key, title: field.hint,
    onclick: () => form.run(field.key),
  }, field.label);
}
