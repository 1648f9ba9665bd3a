// The cells of a row that hold several items: kelengkapan, output, sources.
import { holderOf, textOf } from '../sop';
import { options } from './names';

const KINDS = ['document', 'data', 'equipment'];
const NEEDS = ['required', 'one_of', 'conditional'];
const EXPANSIONS = ['documents', 'equipment'];

/** The three lists of a step; `step` may be undefined, the first item makes it. */
export function cellLists(studio, element, edits, step) {
  const { words } = studio;
  const lists = { edits, step, element, words };
  return {
    requirements: listField(lists, 'sop:Requirement', 'requirement', requirementFields),
    outputs: listField(lists, 'sop:Output', 'output', outputFields),
    sources: listField(lists, 'sop:Source', 'source', sourceFields),
  };
}

function requirementFields(field, words, item, text) {
  return [
    field(text, 'area', { label: words.item, rows: 2 }),
    field('kind', 'select', { options: options(words, 'kind', KINDS) }),
    field('need', 'select', { options: options(words, 'need', NEEDS) }),
    ...(item.get('need') === 'one_of' ? [field('group')] : []),
    ...(item.get('need') === 'conditional' ? [field('condition', 'text', { hint: words.feelHint })] : []),
    field('code', 'text', { hint: words.codeHint }),
    field('expands', 'select', { options: options(words, 'expands', EXPANSIONS, words.expandsNothing) }),
  ];
}

function outputFields(field, words, _item, text) {
  return [
    field(text, 'area', { label: words.item, rows: 2 }),
    field('kind', 'select', { options: options(words, 'kind', KINDS) }),
  ];
}

function sourceFields(field, words) {
  return [field('cell'), field('code', 'text', { label: words.sourceCode })];
}

function listField({ edits, step, element, words }, type, name, fieldsOf) {
  const key = `${element.id}.${name}`;
  const holder = holderOf(edits.factory, 'sop:Step', type);
  const items = step?.get(holder) ?? [];
  const write = (changed) => edits.update(step, { [holder]: changed });
  const text = type === 'sop:Source' ? null : textOf(edits.factory, type);
  const start = type === 'sop:Source' ? {} : { kind: 'document' };
  if (type === 'sop:Requirement') start.need = 'required';
  return {
    kind: 'list', key, label: words[`${name}List`],
    items: items.map((item, place) => itemField({ edits, words, key, items, write, text }, item, place, fieldsOf)),
    add: {
      kind: 'action', key: `${key}.add`, label: words[`${name}Add`],
      run: () => {
        if (step) write([...items, edits.create(type, start, step)]);
        else edits.updateExtension('sop:Step', { [holder]: [edits.create(type, start)] });
      },
    },
  };
}

function itemField({ edits, words, key, items, write, text }, item, place, fieldsOf) {
  const field = (name, kind = 'text', more = {}) => ({
    kind, key: `${key}.${place}.${name}`, label: words[name], value: item.get(name), ...more,
    set: (value) => edits.update(item, { [name]: value === '' ? undefined : value }),
  });
  const swapped = (other) => items.map((one, at) => (at === place ? items[other] : at === other ? item : one));
  const act = (name, label, run) => ({ kind: 'action', key: `${key}.${place}.${name}`, label, run });
  return {
    kind: 'item', key: `${key}.${place}`, label: `${place + 1}`,
    fields: [
      ...fieldsOf(field, words, item, text),
      ...(place > 0 ? [act('up', words.up, () => write(swapped(place - 1)))] : []),
      ...(place < items.length - 1 ? [act('down', words.down, () => write(swapped(place + 1)))] : []),
      act('remove', words.remove, () => write(items.filter((one) => one !== item))),
    ],
  };
}
