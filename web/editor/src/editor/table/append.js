// A new step behind another one: space is made along the flow, and the flow goes through it.
import { Edits, extension } from '../sop';
import { stepsOf } from './columns';

const GAP = 50; // pixels between two steps

/** Puts a user task behind a step, or behind the start, and gives it the next row; to be run inside one command. */
export function appendStep(studio, before) {
  const { modeler } = studio;
  const made = modeler.get('elementFactory').createShape({ type: 'bpmn:UserTask', ...sizeOf(before) });
  const onward = before.outgoing.filter(({ type }) => type === 'bpmn:SequenceFlow');
  if (onward.length === 1) insert(modeler, before, made, onward[0]);
  else modeler.get('autoPlace').append(before, made);
  giveRow(studio, before, made);
  return made;
}

// As large as its neighbour, unless that one holds a diagram of its own.
function sizeOf({ type, width, height }) {
  return /Task$/.test(type) ? { width, height } : {};
}

function insert(modeler, before, made, flow) {
  const modeling = modeler.get('modeling');
  const down = runsDown(modeler, before);
  const [start, length] = down ? ['y', 'height'] : ['x', 'width'];
  const edge = before[start] + before[length];
  const by = made[length] + GAP;
  makeSpace(modeler, { down, edge, by });
  const place = { x: before.x + before.width / 2, y: before.y + before.height / 2 };
  place[start] = edge + GAP + made[length] / 2;
  const shape = modeling.createShape(made, place, before.parent);
  modeling.reconnectStart(flow, shape, { x: shape.x + shape.width / 2, y: shape.y + shape.height / 2 });
  modeling.layoutConnection(flow);
  modeling.connect(before, shape);
}

function makeSpace(modeler, { down, edge, by }) {
  const tool = modeler.get('spaceTool');
  const root = modeler.get('canvas').getRootElement();
  const all = modeler.get('elementRegistry').filter((one) => one !== root && one.parent);
  const axis = down ? 'y' : 'x';
  const { movingShapes, resizingShapes } = tool.calculateAdjustments(all, axis, by, edge + 1);
  tool.makeSpace(movingShapes, resizingShapes, { x: 0, y: 0, [axis]: by }, down ? 's' : 'e', edge + 1);
}

// Columns of pelaksana, as in the official table, make the flow run down.
function runsDown(modeler, shape) {
  let pool = shape.parent;
  while (pool && pool.type !== 'bpmn:Participant') pool = pool.parent;
  return pool?.di.isHorizontal === false;
}

function giveRow(studio, before, made) {
  const rowOf = ({ businessObject }) => extension(businessObject, 'sop:Step')?.get('row');
  const row = rowOf(before) ?? (stepsOf(studio).length > 1 ? undefined : 0);
  if (row !== undefined) {
    for (const step of stepsOf(studio)) {
      const its = rowOf(step);
      if (its > row) editsOf(studio, step).updateExtension('sop:Step', { row: its + 1 });
    }
  }
  const number = extension(before.businessObject, 'sop:Step')?.get('number');
  editsOf(studio, made).updateExtension('sop:Step', {
    kind: 'task',
    number: number ? freeNumber(studio, number) : row === 0 ? '1' : undefined,
    row: row === undefined ? undefined : row + 1,
  });
}

// 6 is followed by 7 where none is, else by 6a, until the steps are numbered anew.
function freeNumber(studio, number) {
  const numberOf = ({ businessObject }) => extension(businessObject, 'sop:Step')?.get('number');
  const taken = new Set(stepsOf(studio).map(numberOf));
  const next = /^\d+$/.test(number) ? String(Number(number) + 1) : '';
  if (next && !taken.has(next)) return next;
  const counted = number.replace(/(?<=\d)[a-z]+$/, '');
  for (let letter = 'a'.charCodeAt(0); ; letter += 1) {
    const found = `${counted}${String.fromCharCode(letter)}`;
    if (!taken.has(found)) return found;
  }
}

function editsOf({ modeler }, shape) {
  return new Edits(modeler, shape, shape.businessObject);
}
