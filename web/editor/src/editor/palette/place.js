// Puts what a palette entry offers into the diagram without a mouse: behind the selected shape, else in the middle.
import { is, isAny } from 'bpmn-js/lib/util/ModelUtil';

const GAP = 40; // pixels between a new shape and what is in its way
const [COLUMNS, ROWS] = [10, 6]; // places tried

/** The new shape, selected and in sight; nothing where the diagram takes none. */
export function place(modeler, entry) {
  const offered = offerOf(modeler, entry);
  const made = offered && (behind(modeler, offered) ?? inTheMiddle(modeler, offered));
  if (!made) return undefined;
  modeler.get('selection').select(made);
  modeler.get('canvas').scrollToElement(made);
  modeler.get('directEditing').activate(made); // its name is typed next, as with a mouse
  return made;
}

// An entry hangs its shapes on the mouse by create.start; for one moment that only tells them.
function offerOf(modeler, entry) {
  const create = modeler.get('create');
  const { start } = create;
  let offered;
  create.start = (event, elements, context) => {
    offered = { elements: [].concat(elements), hints: context?.hints ?? {} };
  };
  try {
    entry.action.click();
  } finally {
    create.start = start;
  }
  return offered;
}

function behind(modeler, { elements }) {
  const [source, ...more] = modeler.get('selection').get();
  const [target] = elements;
  if (elements.length > 1 || !source || more.length || !is(source, 'bpmn:FlowNode')) return undefined;
  const hints = { targetParent: source.parent };
  const follows = modeler.get('rules').allowed('connection.create', { source, target, hints });
  return follows ? modeler.get('autoPlace').append(source, target) : undefined;
}

function inTheMiddle(modeler, { elements, hints }) {
  const [{ width, height }] = elements;
  const fit = spots(modeler, width, height).map((point) => [point, targetAt(modeler, elements, point)])
    .filter(([, target]) => target);
  const [point, target] = fit.find(([at]) => !taken(modeler, at, width, height)) ?? fit[0] ?? [];
  if (!target) return undefined;
  return modeler.get('modeling').createElements(elements, point, target, hints).find((one) => !one.waypoints);
}

// From the middle of what is seen rightwards and down; then the middles of the pools, where that is empty paper.
function spots(modeler, wide, high) {
  const seen = modeler.get('canvas').viewbox();
  const places = Array.from({ length: COLUMNS * ROWS }, (_, number) => ({
    x: Math.round(seen.x + seen.width / 2) + (number % COLUMNS) * (wide / 2 + GAP),
    y: Math.round(seen.y + seen.height / 2) + Math.floor(number / COLUMNS) * (high + GAP),
  }));
  const pools = modeler.get('elementRegistry').filter((one) => is(one, 'bpmn:Participant'));
  return [...places, ...pools.map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))];
}

/** The innermost shape around a point that takes the elements; else the paper, when it does. */
function targetAt(modeler, elements, position) {
  const rules = modeler.get('rules');
  const around = modeler.get('elementRegistry').filter((one) => holds(one) && contains(one, position));
  around.sort((one, other) => one.width * one.height - other.width * other.height);
  return [...around, modeler.get('canvas').getRootElement()].find((target) => (elements.length === 1
    ? rules.allowed('shape.create', { shape: elements[0], target, position })
    : rules.allowed('elements.create', { elements, target, position })));
}

function holds(one) {
  return !one.labelTarget && (isAny(one, ['bpmn:Participant', 'bpmn:Lane']) || is(one, 'bpmn:SubProcess'));
}

function contains(one, { x, y }) {
  return one.x <= x && x <= one.x + one.width && one.y <= y && y <= one.y + one.height;
}

function taken(modeler, { x, y }, wide, high) {
  const left = x - wide / 2 - GAP / 2;
  const top = y - high / 2 - GAP / 2;
  return Boolean(modeler.get('elementRegistry').find((one) => is(one, 'bpmn:FlowNode') && !one.labelTarget
    && one.x < left + wide + GAP && left < one.x + one.width && one.y < top + high + GAP && top < one.y + one.height));
}
