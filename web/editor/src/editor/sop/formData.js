// Reads and changes the fields of a form (camunda:formData); what it does not know it leaves as it is.
import { extension } from '.';

/** Which constraints the form of a task checks for a type. */
export const CHECKED = {
  string: ['maxlength', 'pattern'], text: ['maxlength', 'pattern'], long: ['min', 'max'], number: ['min', 'max'],
};

/** The form of an element, or undefined. */
export function formOf(bo) {
  return extension(bo, 'camunda:FormData');
}

/** What a field's constraint says: undefined when it has none. */
export function constraint(field, name) {
  const found = constraints(field).find((one) => one.get('name') === name);
  return found && (found.get('config') ?? 'true');
}

/** The constraints of a field that a form of its type does not check. */
export function unchecked(field) {
  const known = ['required', ...(CHECKED[field.get('type')] ?? [])];
  return constraints(field).filter((one) => !known.includes(one.get('name')));
}

/** Commands on the fields of one element's form. */
export class FormEdits {
  constructor(edits) {
    this.edits = edits;
    this.data = formOf(edits.owner);
    this.fields = this.data?.get('fields') ?? [];
  }

  /** Adds a field at the end and returns it. */
  add(properties) {
    const made = this.edits.create('camunda:FormField', properties, this.data);
    if (this.data) this.write([...this.fields, made]);
    else this.edits.addExtension('camunda:FormData', { fields: [made] });
    return made;
  }

  /** Changes which fields there are, and in which order; a form without fields goes. */
  write(fields) {
    if (fields.length) this.edits.update(this.data, { fields });
    else this.edits.removeExtension(this.data);
  }

  /** Sets a constraint, or takes it away (undefined). */
  setConstraint(field, name, config) {
    const others = constraints(field).filter((one) => one.get('name') !== name);
    const made = config === undefined ? [] : [this.edits.create('camunda:Constraint', { name, config })];
    this.edits.update(field, { validation: this.#validation(field, [...others, ...made]) });
  }

  /** Changes the type; what only the old type knew goes with it. */
  setType(field, type) {
    const known = ['required', ...(CHECKED[type] ?? [])];
    const fitting = constraints(field).filter((one) => known.includes(one.get('name')));
    const validation = this.#validation(field, fitting);
    this.edits.update(field, { type, validation, defaultValue: undefined });
  }

  /** Adds a value to a choice and returns it. */
  addValue(field) {
    const made = this.edits.create('camunda:Value', { id: '', name: '' }, field);
    this.writeValues(field, [...field.get('values'), made]);
    return made;
  }

  /** Changes which values a choice has, and in which order. */
  writeValues(field, values) {
    this.edits.update(field, { values });
  }

  #validation(field, kept) {
    if (!kept.length) return undefined;
    const validation = this.edits.create('camunda:Validation', { constraints: kept }, field);
    for (const one of kept) one.$parent = validation;
    return validation;
  }
}

function constraints(field) {
  return field.get('validation')?.get('constraints') ?? [];
}
