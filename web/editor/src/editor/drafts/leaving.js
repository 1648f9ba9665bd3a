// When a draft is saved without a press of the button: Ctrl+S, leaving the page, being online again, publishing.

/** Saves at all of these; `root` names the form that throws the draft away. */
export function listen(root, saver) {
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    saver.save();
  });
  document.addEventListener('visibilitychange', () => document.hidden && saver.leave());
  window.addEventListener('pagehide', () => saver.leave());
  window.addEventListener('online', () => saver.changed && !saver.held && saver.save());
  window.addEventListener('beforeunload', (event) => {
    if (!saver.changed) return;
    saver.leave(); // goes on while the browser asks
    event.preventDefault();
  });
  document.addEventListener('submit', (event) => submitted(event, root, saver), { capture: true });
}

// What is published is what is on the screen: it is saved first, and its revision sent along.
async function submitted(event, root, saver) {
  const form = event.target;
  if (root.dataset.discardUrl && form.getAttribute('action') === root.dataset.discardUrl) saver.abandon();
  if (!form.matches('form[data-publish]')) return;
  if (saver.changed) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await saver.save()) form.requestSubmit(event.submitter);
    else root.scrollIntoView({ block: 'start' });
  } else if (form.elements.revision) {
    form.elements.revision.value = root.dataset.revision;
  }
}
