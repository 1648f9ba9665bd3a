// Saves the draft, says when, and loses nothing: unsaved changes warn, a conflict asks.
import { csrfHeaders } from '../../page/csrf';
import { element } from '../../page/dom';
import { say, timeOfDay } from '../../page/words';
import { resolveConflict } from './conflict';

/** Adds the save button, Ctrl+S, the state, and saving before <form data-publish> is sent. */
export function addDrafts(studio, lint) {
  const { root, modeler, tools, words } = studio;
  const state = element('span', { class: 'editor-state', role: 'status' });
  let changed = false;
  const note = (isChanged, text) => {
    changed = isChanged;
    root.dataset.changed = String(isChanged);
    state.textContent = text;
  };
  modeler.on('commandStack.changed', () => note(true, words.unsaved));

  const save = async (revision = root.dataset.revision) => {
    document.activeElement?.blur(); // a field being typed in becomes a change first
    const { xml } = await modeler.saveXML({ format: true });
    note(true, words.saving);
    const answer = await send(root.dataset.saveUrl, xml, revision);
    if (answer.ok) {
      root.dataset.revision = answer.revision;
      note(false, say(words.saved, { time: timeOfDay() }));
      lint();
      return true;
    }
    note(true, answer.status ? say(words.notSaved, { status: answer.status }) : words.offline);
    if (answer.status !== 409 && answer.status !== 412) return false;
    return await resolveConflict(words, xml, root.dataset.name) && save(answer.revision);
  };

  tools.append(
    element('button', { type: 'button', class: 'button button-primary', onclick: () => save() }, words.save),
    state);
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    save();
  });
  window.addEventListener('beforeunload', (event) => changed && event.preventDefault());
  saveBeforePublishing(() => changed, save);
}

async function send(url, xml, revision) {
  const headers = { 'Content-Type': 'application/xml', Accept: 'application/json', ...csrfHeaders() };
  if (revision) headers['If-Match'] = `"${revision}"`;
  try {
    const answer = await fetch(url, { method: 'POST', body: xml, headers });
    const said = await answer.json().catch(() => ({}));
    const tag = answer.headers.get('ETag')?.replace(/^W\/|"/g, '');
    return { ok: answer.ok, status: answer.status, revision: String(said.revision ?? tag ?? '') };
  } catch {
    return { ok: false, status: 0, revision };
  }
}

function saveBeforePublishing(isChanged, save) {
  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (!form.matches('form[data-publish]') || !isChanged()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await save()) form.requestSubmit(event.submitter);
  }, { capture: true });
}
