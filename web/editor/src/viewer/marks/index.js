// Marks elements by a symbol, a word and a colour: colour alone would not reach everybody.
import { element } from '../../page/dom';

export const SYMBOLS = { active: '▶', done: '✓', late: '‼', waiting: '‖', finding: '⚠',
  added: '+', removed: '−', changed: '≠', comment: '”',
  heat1: '○', heat2: '◔', heat3: '◑', heat4: '◕', heat5: '●',
  passed: '✓', again: '↻' };

/** The marks of a diagram; a promise of an array. */
export async function readMarks(root) {
  const inline = root.querySelector('script[data-diagram-marks]');
  if (inline) return JSON.parse(inline.textContent);
  if (!root.dataset.marksUrl) return [];
  const answer = await fetch(root.dataset.marksUrl, { headers: { Accept: 'application/json' } });
  return answer.ok ? answer.json() : [];
}

/** Shows marks on a viewer or modeler; marks of elements that are not in the diagram are left out. */
export function showMarks(viewer, marks, words) {
  const canvas = viewer.get('canvas');
  const overlays = viewer.get('overlays');
  const registry = viewer.get('elementRegistry');
  for (const mark of marks) {
    if (mark.flow) showFlow(canvas, overlays, registry, mark);
    if (!registry.get(mark.element) || !(mark.state in SYMBOLS)) continue;
    canvas.addMarker(mark.element, `marked-${mark.state}`);
    overlays.add(mark.element, 'mark', {
      position: mark.state === 'comment' ? { top: -16, right: 24 } : { top: -16, left: -8 }, scale: { min: 0.8, max: 1 }, html: badge(mark, words),
    });
  }
}

// An arrow as thick as it was often taken, the number in its middle.
function showFlow(canvas, overlays, registry, { flow, width, text }) {
  const connection = registry.get(flow);
  if (!connection) return;
  canvas.addMarker(flow, `flow-w${width}`);
  const { waypoints } = connection;
  const [from, to] = waypoints.slice(Math.max(0, Math.floor(waypoints.length / 2) - 1));
  const left = Math.min(...waypoints.map(({ x }) => x));
  const top = Math.min(...waypoints.map(({ y }) => y));
  overlays.add(flow, 'mark', {
    position: { left: (from.x + to.x) / 2 - left - 8, top: (from.y + to.y) / 2 - top - 8 },
    scale: { min: 0.8, max: 1 },
    html: element('span', { class: 'flow-count' }, text),
  });
}

function badge(mark, words) {
  const label = mark.text ? `${words[mark.state]}: ${mark.text}` : words[mark.state];
  return element('span', { class: `mark mark-${mark.state}`, title: label },
    element('span', { 'aria-hidden': 'true' }, SYMBOLS[mark.state]),
    element('span', { class: 'mark-state' }, `${words[mark.state]} `),
    mark.text ? element('span', { class: 'mark-text' }, mark.text) : null);
}
