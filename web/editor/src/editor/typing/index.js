// Who stops typing for a moment, in the panel or the table, sees at once what the check says of it.

const PAUSE = 900; // milliseconds without a key

/** Makes changes of what is being typed, without taking the focus. */
export function addTyping(studio) {
  let timer = 0;
  studio.root.addEventListener('input', ({ target }) => {
    if (!target.dataset.field) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      studio.pausing = true; // the draft's clock runs since the last key
      for (const commit of studio.commits) commit({ pause: true });
      studio.pausing = false;
    }, PAUSE);
  });
}
