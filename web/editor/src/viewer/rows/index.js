// Ties the page's rows to the diagram: <tr data-diagram-element="id"> and the shape light up together.

/** Links every row of the page that names an element of this diagram. */
export function linkRows(root, viewer) {
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  const rows = new Map();
  for (const row of document.querySelectorAll('[data-diagram-element]')) {
    if (registry.get(row.dataset.diagramElement)) rows.set(row.dataset.diagramElement, row);
  }
  let chosen = null;
  const choose = (name) => {
    if (chosen) {
      canvas.removeMarker(chosen, 'is-chosen');
      rows.get(chosen).classList.remove('is-chosen');
    }
    chosen = rows.has(name) ? name : null;
    if (!chosen) return;
    canvas.addMarker(chosen, 'is-chosen');
    rows.get(chosen).classList.add('is-chosen');
  };
  viewer.get('eventBus').on('element.click', ({ element }) => {
    choose(element.id);
    if (chosen) rows.get(chosen).scrollIntoView({ block: 'nearest' });
  });
  for (const [name, row] of rows) {
    row.addEventListener('pointerenter', () => choose(name));
    row.addEventListener('focusin', () => choose(name));
  }
}
