// What the other window did, in words: the step, the cell, and what stands there now.
import { say } from '../../../page/words';

const CELLS = {
  '@name': 'name', 'step:@number': 'number', 'step:requirement': 'requirements', 'step:time': 'time', 'step:output': 'outputs',
  'step:remark': 'remark', 'child:conditionExpression': 'condition', 'extra:formData': 'form', 'child:timeDuration': 'timer',
  '@candidateGroups': 'candidateGroups', 'child:documentation': 'notes', 'step:@raises': 'raises',
};
const LONGEST = 120; // characters of a text that is shown

/** { what, mine, theirs } of a change; mine only where both did something. */
export function told(change, words) {
  const { element, field, kind, both } = change;
  const name = nameOf(element);
  const values = { name, cell: cellOf(field, words, element) };
  const what = kind === 'changed' && field ? say(words['merge.changed'], values) : say(words[`merge.${kind}`], { name });
  return { what, mine: both ? shown(change.mine, words) : undefined, theirs: shown(change.theirs, words) };
}

function cellOf(field = '', words, element) {
  if (field === '@name' && stepOf(element)) return words.activity;
  const plain = field.replace(/^@\w+:/, '@');
  const key = CELLS[plain] ?? (field.startsWith('identity:') ? `identity.${field.split(':')[1].replace('@', '')}` : undefined);
  return (key && words[key]) ?? words['merge.other'];
}

function stepOf(element) {
  return [...element.getElementsByTagName('*')].find(({ localName }) => localName === 'step');
}

function nameOf(element) {
  const number = stepOf(element)?.getAttribute('number');
  const name = element.getAttribute('name') || element.getAttribute('id');
  return [number && `${number}.`, name].filter(Boolean).join(' ').replace(/\s+/g, ' ');
}

function shown(text, words) {
  if (text === null) return words['merge.gone'];
  const plain = (text ?? '').replace(/\s+/g, ' ').trim();
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain || words['merge.empty'];
}
