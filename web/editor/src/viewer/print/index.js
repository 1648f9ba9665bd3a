// On paper a diagram is shown whole, at the size of a page; afterwards it stands as it stood.
const ON_PAPER = 'on-paper';

/** Whether the diagram is being printed: nothing else may zoom it meanwhile. */
export const isOnPaper = (root) => root.classList.contains(ON_PAPER);

/** Lets a diagram print. */
export function fitPaper(root, viewer) {
  const canvas = viewer.get('canvas');
  let seen = null;
  window.addEventListener('beforeprint', () => {
    const { x, y, width, height } = canvas.viewbox();
    seen ??= { x, y, width, height };
    root.classList.add(ON_PAPER);
    canvas.resized();
    canvas.zoom('fit-viewport', 'auto');
  });
  window.addEventListener('afterprint', () => {
    root.classList.remove(ON_PAPER);
    canvas.resized();
    if (seen) canvas.viewbox(seen);
    seen = null;
  });
}
