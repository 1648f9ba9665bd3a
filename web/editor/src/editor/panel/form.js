// Draws fields from plain descriptions and keeps the elements, so that focus survives a refresh.
//
// A description is { kind, key, label, … }: section and fold (fields, closed), list (items, add), text, area,
// number, select (options), check, note, action (run). Editable ones have value and set(newValue); `error` is
// shown beside the field, `title` is the changing text of a fold. run() may return the key to go to next.
import { blame, draw, fill } from './inputs';

const CHANGING = new Set(['value', 'error', 'title']); // drawn without making the elements anew

/** A form in a container; `describe()` gives the descriptions of the present moment. */
export class Form {
  constructor(container, describe) {
    this.container = container;
    this.describe = describe;
    this.shape = '';
    this.wanted = null;
  }

  /** Draws the form, or only its values where nothing else changed. */
  refresh() {
    const fields = this.describe();
    const shape = JSON.stringify(fields, (name, value) => (CHANGING.has(name) ? undefined : value));
    const goBack = holdFocus(this.container);
    const typed = holdTyped(this.#inputs());
    if (shape !== this.shape) this.#rebuild(fields);
    this.shape = shape;
    const present = byKey(fields);
    for (const input of this.#inputs()) fill(input, present.get(input.dataset.field).value);
    this.#mark(present);
    typed();
    goBack();
    if (this.wanted) show(document.getElementById(`field-${this.wanted}`));
    this.wanted = null;
  }

  /** Shows the errors of the present moment; what is being typed stays. */
  mark() {
    this.#mark(byKey(this.describe()));
  }

  /** Writes one field's new value. */
  set(key, value) {
    // Described anew: the change before this one may not be drawn yet. A field that has gone writes nothing.
    const field = byKey(this.describe()).get(key);
    if (field && value !== (field.value ?? '')) field.set(value);
  }

  /** Runs an action; what it made is drawn at once, so that the next key already lands in it. */
  run(key) {
    this.wanted = byKey(this.describe()).get(key)?.run() ?? null;
    this.refresh();
  }

  /** Makes a change of what is being typed, without taking the focus; `pause`: the person may only have stopped. */
  commit({ pause = false } = {}) {
    const typing = document.activeElement;
    if (!this.container.contains(typing) || !typing.dataset.field) return;
    if (!pause || ('typed' in typing.dataset && !('whole' in typing.dataset))) typing.dispatchEvent(new Event('change'));
  }

  /** Leads to the field that shows this error; false when none does. */
  goTo(message) {
    const wrong = this.#inputs().find(({ id }) => errorOf(id)?.textContent === message);
    if (wrong) show(wrong);
    return Boolean(wrong);
  }

  #inputs() {
    return [...this.container.querySelectorAll('[data-field]')];
  }

  #mark(present) {
    for (const input of this.#inputs()) blame(input, present.get(input.dataset.field)?.error ?? '');
    for (const title of this.container.querySelectorAll('[data-title]')) {
      title.textContent = present.get(title.dataset.title)?.title ?? '';
    }
  }

  #rebuild(fields) {
    const open = new Map([...this.container.querySelectorAll('details')].map((one) => [one.id, one.open]));
    this.container.replaceChildren(...draw(this, fields));
    for (const one of this.container.querySelectorAll('details')) one.open = open.get(one.id) ?? one.open;
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

function errorOf(id) {
  return document.getElementById(id.replace(/^field-/, 'error-'));
}

// Where the focus and the caret are now; call the answer once the form is drawn.
function holdFocus(container) {
  const one = document.activeElement?.closest?.('[data-field], [data-action], summary');
  if (!one || !container.contains(one)) return () => {};
  const { id, selectionStart, selectionEnd } = one;
  const whole = one.value && selectionStart === 0 && selectionEnd === one.value.length;
  return () => {
    const again = document.getElementById(id);
    if (!again || again === document.activeElement) return;
    again.focus();
    if (whole) again.select();
    else if (typeof selectionStart === 'number') again.setSelectionRange(selectionStart, selectionEnd);
  };
}

// What is being typed and is no change yet, or differs from it by outer blanks alone, outlives a drawing anew.
function holdTyped(inputs) {
  const typing = inputs.filter((one) => 'typed' in one.dataset
    || (one === document.activeElement && one.type !== 'checkbox' && one.value !== one.value?.trim()));
  const held = typing.map((one) => [one.id, one.value, 'typed' in one.dataset]);
  return () => {
    for (const [id, value, open] of held) {
      const again = document.getElementById(id);
      if (!again || (!open && again.value.trim() !== value.trim())) continue;
      again.value = value;
      if (open) again.dataset.typed = '';
    }
  };
}

function show(input) {
  for (let fold = input?.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
  (input?.matches('fieldset') ? input.querySelector('button, input') : input)?.focus();
  input?.select?.();
}
