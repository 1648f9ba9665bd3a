// The cells of a row that hold several items: kelengkapan, output, sources.
import { holderOf, textOf } from '../sop';
import { keyOf, moves } from './moves';
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
        const made = edits.create(type, start, step);
        if (step) write([...items, made]);
        else edits.updateExtension('sop:Step', { [holder]: [made] });
        return `${key}.${keyOf(made)}.${text ?? 'cell'}`;
      },
    },
  };
}

function itemField({ edits, words, key, items, write, text }, item, place, fieldsOf) {
  const own = `${key}.${keyOf(item)}`;
  const field = (name, kind = 'text', more = {}) => ({
    kind, key: `${own}.${name}`, label: words[name], value: item.get(name), ...more,
    set: (value) => edits.update(item, { [name]: value === '' ? undefined : value }),
  });
  return {
    kind: 'item', key: own, label: `${place + 1}`,
    fields: [
      ...fieldsOf(field, words, item, text),
      ...moves({ words, items, write, key: own, name: place + 1 }, item),
    ],
  };
}
