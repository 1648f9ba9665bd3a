// What few people need stays hidden until it is asked for; the choice is remembered in this browser.
import { element as make } from '../../page/dom';

const NAME = 'advanced';

/** { field, fit }: the tick, and a function that leaves out what is marked `advanced` while it is not ticked. */
export function addAdvanced({ words, remembered }, refresh) {
  const tick = make('input', { type: 'checkbox', id: 'editor-advanced', onchange: () => {
    remembered.set(NAME, tick.checked ? 'shown' : '');
    refresh();
  } });
  tick.checked = Boolean(remembered.get(NAME));
  return {
    field: make('div', { class: 'field field-check' }, make('label', { for: tick.id }, words.advanced), tick),
    fit: (fields) => (tick.checked ? fields : fields.filter(({ advanced }) => !advanced)),
  };
}
