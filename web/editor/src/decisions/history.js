// Undo and redo of the view that is shown; each view of dmn-js keeps its own steps.
import { element } from '../page/dom';

/** Adds the two buttons. */
export function addHistory({ modeler, tools, words }) {
  const stack = () => modeler.getActiveViewer()?.get('commandStack', false);
  const button = (name, label, sign) => {
    const run = () => stack()?.[`can${name}`]() && stack()[name.toLowerCase()]();
    return element('button', { type: 'button', class: 'button', onclick: run }, `${sign} ${label}`);
  };
  const undo = button('Undo', words.undo, '↶');
  const redo = button('Redo', words.redo, '↷');
  tools.append(undo, redo);
  const show = () => {
    undo.setAttribute('aria-disabled', String(!stack()?.canUndo()));
    redo.setAttribute('aria-disabled', String(!stack()?.canRedo()));
  };
  modeler.on('viewer.created', ({ viewer }) => viewer.on('commandStack.changed', show));
  modeler.getActiveViewer()?.on('commandStack.changed', show);
  modeler.on('views.changed', show);
  show();
}
