// Zoom buttons, arrow keys, and one-finger sideways drag; the wheel zooms only with Ctrl, so that the page scrolls.
import { element } from '../../page/dom';
import { isOnPaper } from '../print';
import { readableScale, showReadable, showWhole } from '../../page/readable';

const STEP = 60; // pixels per arrow key
const FACTOR = 1.25;

/** Adds buttons above the paper and keys on it; `focus` names the element to show first, if any. */
export function addZoom(root, paper, viewer, words, focus) {
  const canvas = viewer.get('canvas');
  const fit = () => showWhole(canvas);
  const zoom = (factor) => canvas.zoom(canvas.zoom() * factor);
  root.prepend(element('div', { class: 'diagram-tools', role: 'toolbar', 'aria-label': words.tools },
    button('+', words.zoomIn, () => zoom(FACTOR)),
    button('−', words.zoomOut, () => zoom(1 / FACTOR)),
    button('⤢', words.fit, fit)));
  const keys = {
    ArrowLeft: () => canvas.scroll({ dx: STEP, dy: 0 }),
    ArrowRight: () => canvas.scroll({ dx: -STEP, dy: 0 }),
    ArrowUp: () => canvas.scroll({ dx: 0, dy: STEP }),
    ArrowDown: () => canvas.scroll({ dx: 0, dy: -STEP }),
    '+': () => zoom(FACTOR),
    '=': () => zoom(FACTOR),
    '-': () => zoom(1 / FACTOR),
    0: fit,
  };
  paper.addEventListener('keydown', (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? null : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const wheel = viewer.get('zoomScroll', false);
  wheel?.toggle(false);
  paper.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? FACTOR : 1 / FACTOR);
  }, { passive: false });
  dragSideways(paper, canvas);
  let width = 0;
  new ResizeObserver(() => {
    // On paper and in hidden parts the width is 0, which no zoom can divide by.
    if (isOnPaper(root) || !paper.clientWidth || paper.clientWidth === width) return;
    width = paper.clientWidth;
    canvas.resized();
    if (matchMedia('(pointer: coarse)').matches) unroll(paper, canvas);
    showReadable(canvas, viewer.get('elementRegistry').get(focus));
  }).observe(paper);
}

// A finger scrolls the page, so the whole diagram is on it.
function unroll(paper, canvas) {
  paper.style.height = `${canvas.viewbox().inner.height * readableScale(canvas) + 2 * STEP}px`;
  canvas.resized();
}

// Up and down belong to the page's own scrolling (touch-action: pan-y).
function dragSideways(paper, canvas) {
  let last = null;
  paper.addEventListener('pointerdown', (event) => {
    last = event.pointerType === 'touch' ? event.clientX : null;
  });
  paper.addEventListener('pointermove', (event) => {
    if (last === null || event.pointerType !== 'touch') return;
    canvas.scroll({ dx: event.clientX - last, dy: 0 });
    last = event.clientX;
  });
  for (const end of ['pointerup', 'pointercancel']) {
    paper.addEventListener(end, () => {
      last = null;
    });
  }
}

function button(symbol, label, onclick) {
  return element('button', { type: 'button', class: 'button', 'aria-label': label, title: label, onclick },
    element('span', { 'aria-hidden': 'true' }, symbol));
}
