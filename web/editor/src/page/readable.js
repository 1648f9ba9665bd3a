// Shows a diagram at a size that can be read: as wide as the paper, but never smaller than half.

const MARGIN = 20;
const LEAST = 0.5;

/** Sets the view to the diagram's top, or around an element; `left` pixels of the paper are covered. */
export function showReadable(canvas, element, left = 0) {
  const { inner, outer } = canvas.viewbox();
  const scale = readableScale(canvas, left);
  const [width, height, covered] = [outer.width / scale, outer.height / scale, left / scale];
  const x = element ? element.x + element.width / 2 - width / 2 : start(inner, width, covered);
  const y = element ? element.y + element.height / 2 - height / 2 : inner.y - MARGIN;
  canvas.viewbox({ x, y, width, height });
}

/** Sets the view to the whole diagram, in the middle and never enlarged. */
export function showWhole(canvas) {
  const { inner, outer } = canvas.viewbox();
  const fits = (room, length) => room / (length + 2 * MARGIN);
  const scale = Math.min(1, fits(outer.width, inner.width), fits(outer.height, inner.height));
  const [width, height] = [outer.width / scale, outer.height / scale];
  const [x, y] = [inner.x + (inner.width - width) / 2, inner.y + (inner.height - height) / 2];
  canvas.viewbox({ x, y, width, height });
}

/** The scale showReadable uses. */
export function readableScale(canvas, left = 0) {
  const { inner, outer } = canvas.viewbox();
  return Math.min(1, Math.max(LEAST, (outer.width - left) / (inner.width + 2 * MARGIN)));
}

// A narrow diagram stands in the middle of the free paper, a wide one begins at its left edge.
function start(inner, width, covered) {
  const free = width - covered;
  const before = inner.width + 2 * MARGIN <= free ? (free - inner.width) / 2 : MARGIN;
  return inner.x - covered - before;
}
