// The parts of a model: its graph, and each decision as a table or formula. One is shown at a time.
import { element } from '../page/dom';

const PALETTE = 100; // pixels of paper under dmn-js's palette
const EDGE = 20;
const KINDS = { drd: '◇', decisionTable: '▦', literalExpression: 'ƒ', boxedExpression: 'ƒ' };

// The whole graph beside dmn-js's palette, never enlarged.
function fit(canvas) {
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const scale = Math.min(1, (outer.width - PALETTE - EDGE) / inner.width, (outer.height - 2 * EDGE) / inner.height);
  const [width, height] = [outer.width / scale, outer.height / scale];
  const x = inner.x - PALETTE / scale;
  canvas.viewbox({ x, y: inner.y - (height - inner.height) / 2, width, height });
}

function faultsOf(count, words) {
  return element('span', { class: 'decision-faults' }, ` ▲ ${count}`,
    element('span', { class: 'sr-only' }, ` ${words.findings}`));
}

/** Adds a button for each part; returns { show(element), mark(counts) }. */
export function addViews({ modeler, views: bar, words, paper }) {
  let faults = new Map();
  const draw = () => {
    const { activeElement } = document;
    const held = bar.contains(activeElement) ? activeElement.dataset.view : null;
    bar.replaceChildren(...modeler.getViews().map((view) => button(view)));
    if (held) bar.querySelector(`[data-view="${CSS.escape(held)}"]`)?.focus();
  };
  const button = (view) => {
    const current = view === modeler.getActiveView();
    const count = faults.get(view.element.id) ?? 0;
    const name = view.type === 'drd' ? words.graph : view.element.name || view.element.id;
    return element('button', {
      type: 'button', class: 'decision-view', 'data-view': view.element.id, 'aria-current': current && 'true',
      onclick: () => modeler.open(view),
    },
    element('span', { 'aria-hidden': 'true' }, `${KINDS[view.type] ?? ''} `), name,
    count > 0 ? faultsOf(count, words) : null);
  };
  let shown = null;
  const changed = () => {
    const view = modeler.getActiveView();
    paper.dataset.view = view?.type ?? '';
    if (view?.type === 'drd' && shown !== view) fit(modeler.getActiveViewer().get('canvas'));
    shown = view;
    draw();
  };
  modeler.on('views.changed', changed);
  changed();
  return {
    async show(part) {
      const view = modeler.getViews().find((one) => one.element === part);
      if (view && view !== modeler.getActiveView()) await modeler.open(view);
      return Boolean(view);
    },
    mark(counts) {
      faults = counts;
      draw();
    },
  };
}
