// What the server's lint says of one form field, by the part of it that is wrong.

const PARTS = {
  field_name: 'id', field_twice: 'id', field_label: 'label', field_type: 'type', field_default: 'default',
  enum_empty: 'values', enum_codes: 'values', field_pattern: 'pattern',
};
const NAMED = 60; // characters of a field's code that a finding carries

/** { id: 'message', … } of the field with this code. */
export function errorsOf({ found }, element, code) {
  const its = (found ?? []).filter((one) => one.element === element && one.field === (code ?? '').slice(0, NAMED));
  return Object.fromEntries(its
    .map(({ key, constraint, message }) => [PARTS[key] ?? constraint, message])
    .filter(([part]) => part));
}
