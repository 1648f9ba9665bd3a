// The SOP as a table beside the diagram: both show the same steps and write through the same commands.
import { element as make } from '../../page/dom';
import { say } from '../../page/words';
import { SYMBOLS } from '../findings/symbols';
import { COLUMNS, stepsOf } from './columns';
import { CellEditor } from './editing';
import { addKeys } from './keys';
import { addSteps } from './steps';

/** Draws the table and keeps it in step with every change, undo included, and with the selection. */
export function addTable(studio) {
  const { modeler, table, words } = studio;
  const body = make('tbody', {});
  const grid = make('table', { role: 'grid', 'aria-label': words.table }, head(words), body);
  table.append(make('div', { class: 'editor-table-scroll' }, grid),
    make('p', { class: 'editor-table-help' }, words.tableHelp));
  const editor = new CellEditor(studio, grid);
  let waiting = false;
  const draw = () => {
    waiting = false;
    drawRows(studio, body, editor);
    markSelected(studio, body);
  };
  const later = () => {
    if (!waiting) requestAnimationFrame(draw);
    waiting = true;
  };
  modeler.on(['commandStack.changed', 'import.done', 'findings.changed'], later);
  modeler.on('selection.changed', () => markSelected(studio, body, { follow: true }));
  addKeys(studio, grid, editor);
  addSteps(studio, table, grid);
  studio.commits.push(() => editor.commit());
  draw();
}

function head(words) {
  const [first, second] = [[], []];
  for (const { key } of COLUMNS) {
    if (['requirements', 'time', 'outputs'].includes(key)) {
      if (key === 'requirements') first.push(make('th', { colspan: 3, scope: 'colgroup' }, words.quality));
      second.push(make('th', { scope: 'col', 'data-column': key }, words[key]));
    } else first.push(make('th', { scope: 'col', rowspan: 2, 'data-column': key }, words[`column.${key}`] ?? words[key]));
  }
  return make('thead', {}, make('tr', {}, ...first), make('tr', {}, ...second));
}

// Rows are made once and then only filled: the focus stays where it is.
function drawRows(studio, body, editor) {
  const steps = stepsOf(studio);
  const present = new Map([...body.rows].map((row) => [row.dataset.step, row]));
  const rows = steps.map(({ id }) => present.get(id) ?? newRow(id));
  if (rows.length !== body.rows.length || rows.some((row, at) => row !== body.rows[at])) {
    const focused = document.activeElement;
    body.replaceChildren(...rows);
    if (body.contains(focused)) focused.focus(); // moving a row takes the focus away
  }
  steps.forEach((step, at) => fillRow(studio, rows[at], step, editor));
  if (!body.querySelector('[tabindex="0"]')) body.querySelector('td')?.setAttribute('tabindex', '0');
}

function newRow(id) {
  return make('tr', { 'data-step': id },
    ...COLUMNS.map(({ key }) => make('td', { role: 'gridcell', tabindex: -1, 'data-column': key })));
}

function fillRow(studio, row, step, editor) {
  COLUMNS.forEach((column, at) => {
    const cell = row.cells[at];
    if (editor.cell === cell) return;
    const text = column.read(studio, step);
    const shown = column.key === 'number' ? [text, worstOf(studio, step)].join('\u0000') : text;
    if (cell.dataset.shown === shown) return;
    cell.dataset.shown = shown;
    cell.replaceChildren(...contents(column, text));
    if (column.key === 'number') cell.append(...faults(studio, step));
  });
}

function contents({ kind }, text) {
  const lines = text.split('\n').filter(Boolean);
  if (kind !== 'lines' || lines.length < 2) return [text];
  return [make('ul', {}, ...lines.map((line) => make('li', {}, line)))];
}

function faultsOf({ found }, { id }) {
  return (found ?? []).filter(({ element }) => element === id);
}

function worstOf(studio, step) {
  return faultsOf(studio, step).map(({ severity, message }) => severity + message).join();
}

function faults({ found, words }, step) {
  const its = faultsOf({ found }, step);
  if (!its.length) return [];
  const worst = its.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
  const title = its.map(({ message }) => message).join('\n');
  const heard = say(words.tableFaults, { count: its.length });
  const shown = { class: `table-fault table-fault-${worst}`, title, role: 'img', 'aria-label': heard };
  return [make('span', shown, SYMBOLS[worst])];
}

function markSelected({ modeler }, body, { follow = false } = {}) {
  const chosen = new Set(modeler.get('selection').get().map((one) => (one.labelTarget ?? one).id));
  for (const row of body.rows) {
    const is = chosen.has(row.dataset.step);
    row.setAttribute('aria-selected', String(is));
    if (is && follow && !row.contains(document.activeElement)) bringIntoSight(row);
  }
}

// Only the table scrolls: the page stays where the person works.
function bringIntoSight(row) {
  const box = row.closest('.editor-table-scroll');
  const [seen, its] = [box.getBoundingClientRect(), row.getBoundingClientRect()];
  const top = seen.top + row.closest('table').tHead.offsetHeight;
  if (its.top < top) box.scrollTop -= top - its.top;
  else if (its.bottom > seen.bottom) box.scrollTop += its.bottom - seen.bottom;
}
