// The table by keyboard: one stop for Tab, arrows inside, Enter or F2 or simply typing edits, Escape takes it back.
import { lookAt } from '../view/look';
import { COLUMNS } from './columns';

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Listens on the grid; the row of the focused cell is the selected step. */
export function addKeys(studio, grid, editor) {
  const body = grid.tBodies[0];
  grid.addEventListener('focusin', ({ target }) => {
    const cell = target.closest('td');
    if (!cell) return;
    for (const other of body.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    cell.tabIndex = 0;
    choose(studio, cell);
  });
  grid.addEventListener('mousedown', ({ target }) => {
    if (editor.cell && !editor.cell.contains(target)) editor.close();
  });
  grid.addEventListener('dblclick', ({ target }) => {
    const cell = target.closest('td');
    if (cell && editor.cell !== cell) editor.open(cell);
  });
  grid.addEventListener('keydown', (event) => {
    const cell = event.target.closest('td');
    if (!cell) return;
    const done = editor.cell === cell ? typing(event, cell, editor) : moving(event, cell, editor, studio);
    if (done) event.preventDefault();
  });
}

function choose(studio, cell) {
  const { modeler } = studio;
  const shape = modeler.get('elementRegistry').get(cell.parentElement.dataset.step);
  if (!shape || modeler.get('selection').isSelected(shape)) return;
  modeler.get('selection').select(shape);
  lookAt(studio, shape);
}

function typing(event, cell, editor) {
  if (event.isComposing) return false;
  if (event.key === 'Escape') {
    editor.close({ keep: false });
    return true;
  }
  if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
    editor.close();
    go(cell, [1, 0]);
    return true;
  }
  if (event.key !== 'Tab') return false;
  editor.close();
  if (!go(cell, [0, event.shiftKey ? -1 : 1], { wrap: true })) return false;
  editor.open(document.activeElement); // who types a row goes on typing
  return true;
}

function moving(event, cell, editor, studio) {
  const { modeler } = studio;
  const whole = event.ctrlKey || event.metaKey;
  const { key } = event;
  if (key in ARROWS && !event.altKey) return go(cell, ARROWS[key].map((by) => (whole ? by * 9999 : by)), { stop: true });
  if (key === 'Home' || key === 'End') return go(cell, [0, key === 'Home' ? -9999 : 9999], { stop: true });
  if (whole && ['z', 'y'].includes(key.toLowerCase())) {
    const again = key.toLowerCase() === 'y' || event.shiftKey;
    modeler.get('commandStack')[again ? 'redo' : 'undo']();
    return true;
  }
  if (key === 'Delete') {
    editor.empty(cell);
    return true;
  }
  if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) {
    studio.toPad();
    return true;
  }
  if (key === 'Enter' || key === 'F2') {
    editor.open(cell);
    return true;
  }
  // What is typed next lands in the field that opens: nothing of it is lost.
  if (key.length === 1 && key !== ' ' && !whole && !event.altKey) editor.open(cell);
  return false;
}

// To the cell so many rows and columns away; `wrap` goes on in the next row, `stop` ends at the edge.
function go(cell, [down, right], { wrap = false, stop = false } = {}) {
  const rows = [...cell.closest('tbody').rows];
  let row = rows.indexOf(cell.parentElement) + down;
  let column = cell.cellIndex + right;
  if (wrap && (column < 0 || column >= COLUMNS.length)) {
    row += Math.sign(right);
    column = (column + COLUMNS.length) % COLUMNS.length;
  }
  if (stop) {
    row = Math.min(rows.length - 1, Math.max(0, row));
    column = Math.min(COLUMNS.length - 1, Math.max(0, column));
  }
  const target = rows[row]?.cells[column];
  target?.focus();
  return Boolean(target);
}
