// The columns of the SOP table: what each shows of a step, and how a new text of it becomes one command.
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { Edits, extension, holderOf, textOf } from '../sop';
import { standardOf } from '../sop/timeText';
import { moveToLane } from './lanes';
import { matchLines } from './lines';

const NEW = { 'sop:Requirement': { kind: 'document', need: 'required' }, 'sop:Output': { kind: 'document' } };

/** { key, kind: "line|area|lines|lane", read(studio, shape) -> text, write(studio, shape, text) } in table order. */
export const COLUMNS = [
  { key: 'number', kind: 'line', read: cell('number'), write: setCell('number') },
  { key: 'activity', kind: 'area', read: (_, { businessObject }) => businessObject.name ?? '', write: rename },
  { key: 'performer', kind: 'lane', read: laneName, write: moveToLane },
  { key: 'requirements', kind: 'lines', read: lines('sop:Requirement'), write: setLines('sop:Requirement') },
  { key: 'time', kind: 'line', read: timeText, write: setTime },
  { key: 'outputs', kind: 'lines', read: lines('sop:Output'), write: setLines('sop:Output') },
  { key: 'remark', kind: 'area', read: cell('remark'), write: setCell('remark') },
];

/** The activities of the diagram in the table's order: by their row, then as they stand in the file. */
export function stepsOf({ modeler }) {
  const steps = modeler.get('elementRegistry').filter((one) => is(one, 'bpmn:Activity') && !one.labelTarget);
  return steps.sort((one, other) => rowOf(one) - rowOf(other) || 0);
}

function rowOf({ businessObject }) {
  return extension(businessObject, 'sop:Step')?.get('row') ?? Number.MAX_SAFE_INTEGER;
}

function stepOf({ businessObject }) {
  return extension(businessObject, 'sop:Step');
}

function editsOf({ modeler }, shape) {
  return new Edits(modeler, shape, shape.businessObject);
}

function cell(name) {
  return (_, shape) => stepOf(shape)?.get(name) ?? '';
}

function setCell(name) {
  return (studio, shape, text) => editsOf(studio, shape).updateExtension('sop:Step', { [name]: text || undefined });
}

function rename({ modeler }, shape, name) {
  modeler.get('modeling').updateProperties(shape, { name: name || undefined });
}

function laneName(_, { businessObject }) {
  const inner = (businessObject.get('lanes') ?? []).filter((lane) => !lane.childLaneSet);
  return inner[0]?.name ?? '';
}

function itemsOf({ modeler }, shape, type) {
  return stepOf(shape)?.get(holderOf(modeler.get('bpmnFactory'), 'sop:Step', type)) ?? [];
}

function lines(type) {
  return (studio, shape) => {
    const body = textOf(studio.modeler.get('bpmnFactory'), type);
    return itemsOf(studio, shape, type).map((item) => item.get(body) ?? '').join('\n');
  };
}

// One item per line. A line that only changes its words stays the item it was, with its kind, code and need.
function setLines(type) {
  return (studio, shape, text) => {
    const edits = editsOf(studio, shape);
    const body = textOf(edits.factory, type);
    const holder = holderOf(edits.factory, 'sop:Step', type);
    const wanted = text.split('\n').map((line) => line.trim()).filter(Boolean);
    const old = itemsOf(studio, shape, type);
    studio.modeler.get('commandStack').execute('alur.together', {
      run: () => {
        const items = matchLines(old, wanted, (item) => item.get(body) ?? '').map(([item, line]) => {
          if (!item) return edits.create(type, { ...NEW[type], [body]: line }, stepOf(shape));
          if (item.get(body) !== line) edits.update(item, { [body]: line });
          return item;
        });
        edits.updateExtension('sop:Step', { [holder]: items });
      },
    });
  };
}

function timeText({ modeler }, shape) {
  const factory = modeler.get('bpmnFactory');
  return stepOf(shape)?.get(holderOf(factory, 'sop:Step', 'sop:Time'))?.get(textOf(factory, 'sop:Time')) ?? '';
}

function setTime(studio, shape, text) {
  const edits = editsOf(studio, shape);
  const holder = holderOf(edits.factory, 'sop:Step', 'sop:Time');
  const time = stepOf(shape)?.get(holder);
  const properties = { [textOf(edits.factory, 'sop:Time')]: text || undefined, ...standardOf(text, time) };
  if (time) edits.update(time, properties);
  else edits.updateExtension('sop:Step', { [holder]: edits.create('sop:Time', properties, stepOf(shape)) });
}
