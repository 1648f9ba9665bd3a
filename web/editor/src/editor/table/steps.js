// Steps from the table: one more behind the chosen one, one less, and numbers in the order of the rows.
import { element as make } from '../../page/dom';
import { lookAt } from '../view/look';
import { appendStep } from './append';
import { stepsOf } from './columns';
import { renumber } from './numbers';

/** Adds the buttons above the table. */
export function addSteps(studio, table, grid) {
  const { modeler, words } = studio;
  const stack = modeler.get('commandStack');
  const button = (label, run) => make('button', { type: 'button', class: 'button small', onclick: run }, label);
  const add = button(words.stepAdd, () => {
    let made;
    stack.execute('alur.together', { run: () => { made = appendStep(studio, chosen(modeler) ?? lastOf(studio)); } });
    modeler.get('selection').select(made);
    lookAt(studio, made);
    requestAnimationFrame(() => requestAnimationFrame(() => focusOn(grid, made, 'activity')));
  });
  const remove = button(words.stepRemove, () => modeler.get('modeling').removeElements([chosen(modeler)]));
  const number = button(words.renumber, () => stack.execute('alur.together', { run: () => renumber(studio) }));
  const judge = () => {
    remove.disabled = !chosen(modeler);
    add.disabled = remove.disabled && !lastOf(studio);
  };
  modeler.on(['selection.changed', 'commandStack.changed', 'import.done'], judge);
  judge();
  const group = { class: 'editor-table-tools', role: 'group', 'aria-label': words.tableTools };
  table.prepend(make('div', group, add, remove, number));
}

// Without a choice it goes on behind the last step, in an empty table behind the start.
function lastOf(studio) {
  const start = studio.modeler.get('elementRegistry')
    .find(({ type, parent }) => type === 'bpmn:StartEvent' && parent.type !== 'bpmn:SubProcess');
  return stepsOf(studio).at(-1) ?? start;
}

// The one step that is selected, in the diagram or in the table.
function chosen(modeler) {
  const all = modeler.get('selection').get();
  const step = all.length === 1 ? all[0].labelTarget ?? all[0] : undefined;
  return step?.businessObject?.$instanceOf?.('bpmn:Activity') ? step : undefined;
}

function focusOn(grid, { id }, column) {
  grid.querySelector(`tr[data-step="${CSS.escape(id)}"] td[data-column="${column}"]`)?.focus();
}
