// The values of a choice: what people read, and the code that is stored and that conditions name.
import { keyOf, moves } from './moves';
import { follows, freeCode, markNew, slug } from './codes';

/** The list of a choice's values. */
export function choiceList({ edits, field, key, words, errors }) {
  const values = field.get('values');
  const list = `${key}.values`;
  return {
    kind: 'list', key: list, label: words.valueList, error: errors.values,
    items: values.map((value, place) => oneValue({ edits, field, words, values, list }, value, place)),
    add: {
      kind: 'action', key: `${list}.add`, label: words.valueAdd, small: true,
      run: () => {
        const made = edits.addValue(field);
        markNew(made);
        return `${list}.${keyOf(made)}.name`;
      },
    },
  };
}

function oneValue({ edits, field, words, values, list }, value, place) {
  const key = `${list}.${keyOf(value)}`;
  const write = (changed) => edits.writeValues(field, changed);
  const update = (properties) => edits.edits.update(value, properties);
  return {
    kind: 'item', key, label: `${words.value} ${place + 1}`, fields: [
      { kind: 'text', key: `${key}.name`, label: words.valueName, value: value.get('name'),
        set: (name) => update(follows(value, value.get('name'))
          ? { name, id: freeCode(slug(name), values, value) } : { name }) },
      { kind: 'text', key: `${key}.id`, label: words.valueCode, value: value.get('id'),
        set: (id) => update({ id }) },
      ...moves({ words, items: values, write, key, name: value.get('name') || place + 1 }, value),
    ],
  };
}
