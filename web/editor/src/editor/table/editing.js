// One cell at a time is a field; what is typed in it becomes a command when it is left or the draft is saved.
import { element as make } from '../../page/dom';
import { say } from '../../page/words';
import { COLUMNS } from './columns';
import { lanesFor } from './lanes';

/** The cell being typed in, if any. */
export class CellEditor {
  #first = '';
  #written = '';

  constructor(studio, grid) {
    this.studio = studio;
    this.grid = grid;
    this.cell = null;
    grid.addEventListener('focusout', ({ target }) => {
      if (!this.cell || target !== this.input) return;
      setTimeout(() => this.input === target && document.activeElement !== target && this.close());
    });
  }

  get input() {
    return this.cell?.firstElementChild;
  }

  /** Opens a cell; what stood in it is selected, so that typing replaces it. */
  open(cell) {
    if (this.cell) this.close();
    const column = COLUMNS.find(({ key }) => key === cell.dataset.column);
    const step = this.#step(cell);
    if (!step) return;
    const value = column.kind === 'lane'
      ? lanesFor(this.studio, step).find(({ own }) => own)?.id ?? '' : column.read(this.studio, step);
    Object.assign(this, { cell, column });
    this.#first = value;
    this.#written = value;
    const input = this.#input(step, value);
    cell.dataset.shown = '\u0001'; // drawn again when it is closed
    cell.replaceChildren(input);
    input.focus();
    input.select?.();
  }

  /** Empties a cell; every step has its pelaksana. */
  empty(cell) {
    const column = COLUMNS.find(({ key }) => key === cell.dataset.column);
    const step = this.#step(cell);
    if (step && column.kind !== 'lane' && column.read(this.studio, step)) column.write(this.studio, step, '');
  }

  /** Makes a command of what is typed; the field stays open. */
  commit() {
    if (!this.cell) return;
    const value = this.column.kind === 'lane' ? this.input.value : this.input.value.trim();
    const step = this.#step(this.cell);
    if (!step || value === this.#written) return;
    this.#written = value;
    this.column.write(this.studio, step, value);
  }

  /** Closes the field: kept, or back to what stood there. */
  close({ keep = true } = {}) {
    if (!this.cell) return;
    const { cell } = this;
    if (!keep) this.input.value = this.#first;
    this.commit();
    const had = cell.contains(document.activeElement);
    this.cell = null;
    this.studio.modeler.get('eventBus').fire('findings.changed'); // the cell is drawn again
    if (had) cell.focus();
  }

  #step(cell) {
    return this.studio.modeler.get('elementRegistry').get(cell.parentElement.dataset.step);
  }

  #input(step, value) {
    const { words } = this.studio;
    const { key, kind } = this.column;
    const number = COLUMNS[0].read(this.studio, step) || step.businessObject.name || step.id;
    const name = { column: words[`column.${key}`] ?? words[key], number };
    const shared = { 'data-field': `table.${key}`, 'aria-label': say(words.tableCell, name) };
    if (kind === 'lane') {
      const lanes = lanesFor(this.studio, step);
      const select = make('select', { ...shared, onchange: () => this.commit() },
        ...lanes.map(({ id, name }) => make('option', { value: id }, name || id)));
      select.value = value;
      return select;
    }
    const input = kind === 'line'
      ? make('input', { type: 'text', ...shared })
      : make('textarea', { rows: Math.max(2, value.split('\n').length + 1), ...shared });
    input.value = value;
    return input;
  }
}
