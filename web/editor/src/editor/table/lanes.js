// The pelaksana of a step: which lanes there are for it, and moving it from one to another.
import { is } from 'bpmn-js/lib/util/ModelUtil';

/** [{ id, name, own }] of the innermost lanes of the step's pool; `own` is the one it stands in. */
export function lanesFor({ modeler }, shape) {
  const pool = poolOf(shape);
  const inside = shape.businessObject.get('lanes') ?? [];
  return modeler.get('elementRegistry')
    .filter((one) => is(one, 'bpmn:Lane') && poolOf(one) === pool && !one.children.some((child) => is(child, 'bpmn:Lane')))
    .map(({ id, businessObject }) => ({ id, name: businessObject.name ?? '', own: inside.includes(businessObject) }));
}

/** Moves a step to the middle of a lane, straight across the flow; its flows follow. */
export function moveToLane({ modeler }, shape, id) {
  const lane = modeler.get('elementRegistry').get(id);
  if (!lane) return;
  const across = lane.di.isHorizontal === false ? ['x', 'width'] : ['y', 'height'];
  const delta = { x: 0, y: 0 };
  delta[across[0]] = middle(lane, across) - middle(shape, across);
  modeler.get('modeling').moveElements([shape], delta, poolOf(shape));
}

function middle(one, [start, length]) {
  return Math.round(one[start] + one[length] / 2);
}

function poolOf(shape) {
  let one = shape.parent;
  while (one && !is(one, 'bpmn:Participant')) one = one.parent;
  return one;
}
