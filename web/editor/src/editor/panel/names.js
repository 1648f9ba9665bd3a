// Fields every element has: its name and its id.

/** The name as one field. */
export function nameField({ modeler, words }, element, label = words.name) {
  return {
    kind: 'area', key: `${element.id}.name`, label, rows: 2, value: element.businessObject.name,
    set: (name) => modeler.get('modeling').updateProperties(element, { name: name || undefined }),
  };
}

/** The id, which FEEL conditions name; a taken one, or one FEEL cannot name, is refused by leaving the old. */
export function idField({ modeler, words }, element) {
  return {
    kind: 'text', whole: true, advanced: true, key: `${element.id}.id`, label: words.id, hint: words.idHint, value: element.id,
    set: (id) => {
      const taken = modeler.get('elementRegistry').get(id);
      if (!taken && /^[A-Za-z_]\w*$/.test(id)) modeler.get('modeling').updateProperties(element, { id });
      else modeler.get('eventBus').fire('panel.refresh');
    },
  };
}

/** [value, label] pairs of a select, from a group of words. */
export function options(words, group, values, empty) {
  const pairs = values.map((value) => [value, words[`${group}.${value}`] ?? value]);
  return empty === undefined ? pairs : [['', empty], ...pairs];
}
