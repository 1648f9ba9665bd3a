// Buttons above the paper: undo, redo, zoom.
import { element } from '../../page/dom';
import { showWhole } from '../../page/readable';

const FACTOR = 1.25;

/** Fills the toolbar's left part. */
export function addToolbar({ modeler, tools, words }) {
  const stack = modeler.get('commandStack');
  const canvas = modeler.get('canvas');
  const undo = toolButton('↶', words.undo, () => stack.undo());
  const redo = toolButton('↷', words.redo, () => stack.redo());
  const refresh = () => {
    undo.disabled = !stack.canUndo();
    redo.disabled = !stack.canRedo();
  };
  modeler.on('commandStack.changed', refresh);
  refresh();
  tools.append(undo, redo,
    toolButton('+', words.zoomIn, () => canvas.zoom(canvas.zoom() * FACTOR)),
    toolButton('−', words.zoomOut, () => canvas.zoom(canvas.zoom() / FACTOR)),
    toolButton('⤢', words.fit, () => showWhole(canvas)));
}

/** A button that shows a symbol, or a drawing, and says a word. */
export function toolButton(symbol, label, onclick) {
  return element('button', { type: 'button', class: 'button', title: label, 'aria-label': label, onclick },
    typeof symbol === 'string' ? element('span', { 'aria-hidden': 'true' }, symbol) : symbol);
}
