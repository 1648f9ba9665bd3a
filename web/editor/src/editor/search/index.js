// Finds shapes by name, number, id and the words of their cells: Ctrl+F anywhere in the editor, or the button.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { getLabel, isLabel } from 'bpmn-js/lib/util/LabelUtil';

import { extension } from '../sop';
import { COLUMNS } from '../table/columns';
import { toolButton } from '../toolbar';
import { icon } from '../toolbar/icons';

/** Adds the button and the key, and finds by cells too. */
export function addSearch(studio) {
  const { root, modeler, tools, words } = studio;
  const pad = modeler.get('searchPad');
  pad.registerProvider({ find: (text) => find(studio, text) });
  const open = () => {
    studio.show('diagram');
    pad.open();
  };
  tools.append(toolButton(icon('search'), words.search, (event) => {
    event.stopPropagation(); // the click would close it again
    open();
  }));
  root.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'f') return;
    event.preventDefault();
    event.stopPropagation();
    open();
  });
}

function find(studio, text) {
  const wanted = text.trim().toLowerCase();
  const all = studio.modeler.get('elementRegistry').filter((one) => !isLabel(one));
  const hits = all.map((one) => hit(studio, one, wanted)).filter(Boolean);
  return hits.sort((one, other) => one.rank - other.rank || one.at - other.at);
}

// The number first, then the name, then what stands in the cells, then the id.
function hit(studio, element, wanted) {
  const number = extension(element.businessObject, 'sop:Step')?.get('number') ?? '';
  const name = getLabel(element) ?? '';
  const title = [number && `${number}.`, name].filter(Boolean).join(' ');
  const cells = is(element, 'bpmn:Activity') ? COLUMNS.slice(2).map((column) => column.read(studio, element)) : [];
  const places = [number.toLowerCase() === wanted ? 0 : -1, title.toLowerCase().indexOf(wanted)];
  const cell = cells.find((words) => words.toLowerCase().includes(wanted));
  const rank = places[0] === 0 ? 0 : places[1] >= 0 ? 1 : cell ? 2 : element.id.toLowerCase().includes(wanted) ? 3 : null;
  if (rank === null) return undefined;
  const second = rank === 2 ? around(cell, wanted) : element.id;
  return {
    element, rank, at: Math.max(0, places[1]),
    primaryTokens: marked(title, wanted), secondaryTokens: marked(second, wanted),
  };
}

const AROUND = 40; // characters shown before and behind a find

function around(text, wanted) {
  const plain = text.replace(/\s+/g, ' ');
  const at = Math.max(0, plain.toLowerCase().indexOf(wanted));
  const from = Math.max(0, at - AROUND);
  const to = at + wanted.length + AROUND;
  return `${from ? '…' : ''}${plain.slice(from, to)}${to < plain.length ? '…' : ''}`;
}

function marked(text, wanted) {
  const at = text.toLowerCase().indexOf(wanted);
  if (at < 0) return text ? [{ normal: text }] : [];
  return [[0, at], [at, at + wanted.length, true], [at + wanted.length]]
    .map(([from, to, match]) => (match ? { matched: text.slice(from, to) } : { normal: text.slice(from, to) }))
    .filter((token) => Object.values(token)[0]);
}
