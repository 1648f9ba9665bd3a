// The fields people fill in beside the SOP's cells: what a task's form, or the form of a new request, asks for.
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { Edits } from '../sop';
import { CHECKED, FormEdits, constraint, formOf, unchecked } from '../sop/formData';
import { errorsOf } from './errors';
import { choiceList } from './formValues';
import { keyOf, moves } from './moves';
import { options } from './names';
import { follows, freeCode, markNew, slug } from './codes';

const TYPES = ['string', 'text', 'long', 'number', 'boolean', 'date', 'datetime', 'enum', 'file'];

/** A section with the form's fields; none for elements that nobody fills in. */
export function formSection(studio, element) {
  const bo = element.businessObject;
  if (!asks(bo)) return [];
  const { modeler, words } = studio;
  const edits = new FormEdits(new Edits(modeler, element, bo));
  const start = is(bo, 'bpmn:StartEvent');
  return [{
    kind: 'section', key: 'form', label: start ? words.startForm : words.form,
    closed: !edits.fields.length, fields: [{
      kind: 'list', key: `${element.id}.form`, label: words.formList, hint: start ? words.startFormHint : words.formHint,
      items: edits.fields.map((field) => oneField({ studio, element, edits, field })),
      add: { kind: 'action', key: `${element.id}.form.add`, label: words.fieldAdd, run: () => addField(studio, element, edits) },
    }],
  }];
}

function asks(bo) {
  const begins = is(bo, 'bpmn:StartEvent') && is(bo.$parent, 'bpmn:Process');
  return begins || is(bo, 'bpmn:UserTask') || is(bo, 'bpmn:ManualTask') || Boolean(formOf(bo));
}

function addField({ words }, element, edits) {
  const label = words.fieldNew;
  const made = edits.add({ id: freeCode(slug(label), edits.fields), label, type: 'string' });
  markNew(made);
  return `${keyIn(element, made)}.label`;
}

function keyIn(element, field) {
  return `${element.id}.form.${keyOf(field)}`;
}

function oneField({ studio, element, edits, field }) {
  const { words } = studio;
  const key = keyIn(element, field);
  const name = field.get('label') || field.get('id') || words.fieldNew;
  const errors = errorsOf(studio, element.id, field.get('id'));
  const wrong = Object.keys(errors).length > 0;
  const its = { studio, element, edits, field, key, words, errors };
  return {
    kind: 'fold', key, label: name, closed: true,
    title: `${wrong ? '✖ ' : ''}${name} · ${words[`type.${typeOf(field)}`] ?? typeOf(field)}`,
    fields: [
      labelField(its), codeField(its), typeField(its), ...ruleFields(its), ...defaultField(its),
      ...(typeOf(field) === 'enum' ? [choiceList(its)] : []), ...foreignRules(its),
      ...moves({ words, items: edits.fields, write: (fields) => edits.write(fields), key, name }, field),
    ],
  };
}

function typeOf(field) {
  return field.get('type') ?? 'string';
}

function labelField({ edits, field, key, words, errors }) {
  return {
    kind: 'text', key: `${key}.label`, label: words.fieldLabel, hint: words.fieldLabelHint,
    value: field.get('label'), error: errors.label,
    set: (label) => edits.edits.update(field, follows(field, field.get('label'))
      ? { label, id: freeCode(slug(label), edits.fields, field) }
      : { label }),
  };
}

function codeField({ edits, field, key, words, errors }) {
  return {
    kind: 'text', key: `${key}.id`, label: words.fieldCode, hint: words.fieldCodeHint,
    value: field.get('id'), error: errors.id, set: (id) => edits.edits.update(field, { id }),
  };
}

// A request that only begins has nothing yet that a file could be attached to.
function typeField({ element, edits, field, key, words, errors }) {
  const type = typeOf(field);
  const fit = is(element, 'bpmn:StartEvent') ? TYPES.filter((one) => one !== 'file') : TYPES;
  const offered = fit.includes(type) ? fit : [...fit, type];
  return {
    kind: 'select', key: `${key}.type`, label: words.fieldType, options: options(words, 'type', offered),
    value: type, error: errors.type, set: (wanted) => edits.setType(field, wanted),
  };
}

function ruleFields({ edits, field, key, words, errors }) {
  const type = typeOf(field);
  const rule = (name, kind, more) => ({
    kind, key: `${key}.${name}`, label: words[`rule.${name}`], hint: words[`rule.${name}Hint`],
    value: constraint(field, name), error: errors[name],
    set: (value) => edits.setConstraint(field, name, value === '' || value === undefined ? undefined : String(value)),
    ...more,
  });
  const required = rule('required', 'check', {
    value: (constraint(field, 'required') ?? 'false') !== 'false',
    set: (on) => edits.setConstraint(field, 'required', on ? 'true' : undefined),
  });
  const kinds = { maxlength: ['number', { min: 1 }], pattern: ['text'] };
  return [
    ...(type === 'boolean' ? [] : [required]),
    ...(CHECKED[type] ?? []).map((name) => rule(name, ...(kinds[name] ?? ['text', { inputmode: 'decimal' }]))),
  ];
}

function defaultField({ edits, field, key, words, errors }) {
  const type = typeOf(field);
  const shared = {
    key: `${key}.default`, label: words.fieldDefault, value: field.get('defaultValue'), error: errors.default,
    set: (value) => edits.edits.update(field, { defaultValue: value || undefined }),
  };
  if (type === 'file' || (type === 'datetime' && !shared.value)) return [];
  if (type === 'enum') {
    const pairs = field.get('values').map((one) => [one.get('id'), one.get('name') || one.get('id')]);
    const gone = shared.value && !pairs.some(([value]) => value === shared.value);
    return [{ kind: 'select', ...shared, options: [['', ''], ...pairs, ...(gone ? [[shared.value, shared.value]] : [])] }];
  }
  if (type === 'boolean') {
    return [{ kind: 'select', ...shared, options: options(words, 'default', ['true', 'false'], '') }];
  }
  return [{ kind: 'text', ...shared, type: type === 'date' ? 'date' : undefined }];
}

// Rules of other programs that no form of ours checks: they can only be taken away.
function foreignRules({ edits, field, key, words, errors }) {
  return unchecked(field).map((one) => ({
    kind: 'list', key: `${key}.rule.${one.get('name')}`, label: `${one.get('name')} = ${one.get('config') ?? ''}`,
    error: errors[one.get('name')], items: [], add: {
      kind: 'action', key: `${key}.rule.${one.get('name')}.remove`, small: true,
      label: `${words.ruleRemove}: ${one.get('name')}`,
      run: () => edits.setConstraint(field, one.get('name'), undefined),
    },
  }));
}
