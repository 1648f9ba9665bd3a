// Where everything goes when pools are turned: places are swapped across the pool's corner, sizes of steps stay.
import { is } from 'bpmn-js/lib/util/ModelUtil';

const HEAD = 30; // pixels of a pool's name
const GAP = 50; // pixels between steps
const USUAL = { width: 100, height: 80 }; // of a step, where there is none
const BESIDE = 6; // pixels between a shape and its name

/** { before, after }: element -> { bounds, isHorizontal } or { waypoints }, for all of the pools. */
export function turned(modeler, pools, horizontal) {
  const all = modeler.get('elementRegistry').getAll().filter((one) => one.parent && poolOf(one, pools));
  const maps = new Map();
  let shift = 0;
  for (const pool of pools) {
    const map = mapOf(pool, all, horizontal, shift);
    maps.set(pool, map);
    shift += map.grown;
  }
  const after = new Map();
  const shapes = all.filter(({ waypoints }) => !waypoints);
  for (const one of shapes.filter(({ labelTarget, host }) => !labelTarget && !host)) {
    const bounds = placed(one, maps.get(poolOf(one, pools)));
    after.set(one, isLaned(one) ? { bounds, isHorizontal: horizontal } : { bounds });
  }
  for (const one of shapes.filter(({ host, labelTarget }) => host && !labelTarget)) {
    after.set(one, { bounds: onHost(one, after) });
  }
  for (const one of all.filter(({ waypoints }) => waypoints)) {
    after.set(one, { waypoints: led(one, maps.get(poolOf(one, pools)), after) });
  }
  for (const one of shapes.filter(({ labelTarget }) => labelTarget)) after.set(one, { bounds: named(one, after) });
  return { before: new Map([...after.keys()].map((one) => [one, present(one)])), after };
}

function present(one) {
  if (one.waypoints) return { waypoints: one.waypoints };
  const { x, y, width, height } = one;
  return { bounds: { x, y, width, height }, ...(isLaned(one) ? { isHorizontal: one.di.isHorizontal } : {}) };
}

function poolOf(one, pools) {
  for (let at = one.labelTarget ?? one; at; at = at.parent) if (pools.includes(at)) return at;
  return undefined;
}

function isLaned(one) {
  return is(one, 'bpmn:Participant') || is(one, 'bpmn:Lane');
}

// Steps are wider than high: along the flow they need more room in rows than in columns.
function mapOf(pool, all, horizontal, shift) {
  const steps = all.filter((one) => is(one, 'bpmn:Task') && !one.labelTarget && poolOf(one, [pool]));
  const middle = (size) => steps.map((one) => one[size]).sort((a, b) => a - b)[steps.length >> 1] ?? USUAL[size];
  const ratio = (middle('width') + GAP) / (middle('height') + GAP);
  const [along, across] = horizontal ? [ratio, 1 / ratio] : [1 / ratio, ratio];
  const far = (distance) => (distance <= HEAD ? distance : HEAD + (distance - HEAD) * along);
  const point = ({ x, y }) => (horizontal
    ? { x: pool.x + far(y - pool.y), y: pool.y + shift + (x - pool.x) * across }
    : { x: pool.x + shift + (y - pool.y) * across, y: pool.y + far(x - pool.x) });
  const grown = (horizontal ? pool.width : pool.height) * across + GAP;
  return { point, grown };
}

function placed(one, { point }) {
  const [start, end] = [point(one), point({ x: one.x + one.width, y: one.y + one.height })];
  if (isLaned(one) || one.children?.length || is(one, 'bpmn:Group')) {
    return rounded({ x: start.x, y: start.y, width: end.x - start.x, height: end.y - start.y });
  }
  const { x, y } = point(centre(one));
  return rounded({ x: x - one.width / 2, y: y - one.height / 2, width: one.width, height: one.height });
}

// A boundary event stays on the edge: from the lower edge to the right one and back.
function onHost(one, after) {
  const { x, y } = edge(centre(one), one.host, after.get(one.host).bounds);
  return rounded({ x: x - one.width / 2, y: y - one.height / 2, width: one.width, height: one.height });
}

// A point on or near a shape's edge, swapped across its middle.
function edge(point, was, now) {
  const [from, to] = [centre(was), centre(now)];
  return {
    x: to.x + ((point.y - from.y) / was.height) * now.width,
    y: to.y + ((point.x - from.x) / was.width) * now.height,
  };
}

function led(one, { point }, after) {
  const ends = [one.source, one.target];
  const points = one.waypoints.map((at, place) => {
    const shape = place === 0 ? ends[0] : place === one.waypoints.length - 1 ? ends[1] : null;
    const now = shape && after.get(shape)?.bounds;
    return now ? edge(at, shape, now) : point(at);
  });
  const last = points.length - 1;
  straighten(one.waypoints, points, 0, 1, after.get(ends[0])?.bounds);
  if (last > 1) straighten(one.waypoints, points, last, last - 1, after.get(ends[1])?.bounds);
  return points.map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
}

// The piece at an end stays level or upright; the end gives way as far as its shape reaches, else its neighbour does.
function straighten(was, now, end, next, bounds) {
  const upright = was[end].x === was[next].x;
  if (!bounds || (!upright && was[end].y !== was[next].y)) return;
  const [same, size] = upright ? ['y', 'height'] : ['x', 'width'];
  const reaches = now[next][same] >= bounds[same] && now[next][same] <= bounds[same] + bounds[size];
  const free = next > 0 && next < now.length - 1;
  if (reaches || !free) now[end][same] = now[next][same];
  else now[next][same] = now[end][same];
}

// The name of a shape goes from below it to its right and back; that of a flow stays as near to its beginning.
function named(label, after) {
  const target = label.labelTarget;
  const at = centre(label);
  if (target.waypoints) {
    const [was, now] = [target.waypoints[0], after.get(target).waypoints[0]];
    return around({ x: now.x + (at.y - was.y), y: now.y + (at.x - was.x) }, label);
  }
  const [from, bounds] = [centre(target), after.get(target).bounds];
  const to = centre(bounds);
  const [dx, dy] = [at.y - from.y, at.x - from.x];
  const besides = Math.abs(dx) >= Math.abs(dy);
  return around(besides
    ? { x: to.x + Math.sign(dx) * (bounds.width / 2 + label.width / 2 + BESIDE), y: to.y + dy }
    : { x: to.x + dx, y: to.y + Math.sign(dy) * (bounds.height / 2 + label.height / 2 + BESIDE) }, label);
}

function around({ x, y }, { width, height }) {
  return rounded({ x: x - width / 2, y: y - height / 2, width, height });
}

function centre({ x, y, width, height }) {
  return { x: x + width / 2, y: y + height / 2 };
}

function rounded(bounds) {
  return Object.fromEntries(Object.entries(bounds).map(([name, length]) => [name, Math.round(length)]));
}
