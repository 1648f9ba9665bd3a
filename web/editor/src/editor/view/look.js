// Brings a shape into sight, where the paper is in sight itself: a hidden one has no size to reckon with.

/** Scrolls the paper to a shape. */
export function lookAt({ modeler }, shape) {
  const canvas = modeler.get('canvas');
  if (canvas.getContainer().clientWidth) canvas.scrollToElement(shape);
}
