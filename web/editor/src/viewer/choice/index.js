// Ties a form's list of elements to the diagram: the shape that is clicked is chosen in <select data-diagram-pick>.

/** Links the page's list, where there is one. */
export function linkChoice(viewer) {
  const list = document.querySelector('select[data-diagram-pick]');
  if (!list) return;
  viewer.get('eventBus').on('element.click', ({ element }) => {
    if ([...list.options].some(({ value }) => value === element.id)) list.value = element.id;
  });
}
