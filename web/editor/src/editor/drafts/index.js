// Saves the draft: by button, by Ctrl+S, by itself after a change, before publishing and when the page is left.
import { element } from '../../page/dom';
import { say, shortMoment } from '../../page/words';
import { rewritten, settleConflict } from './conflict';
import { Kept } from './kept';
import { listen } from './leaving';
import { ask, download, withdraw } from './question';
import { Saver } from './saver';
import { addState } from './state';

/** Adds saving to the editor; `findings` is told what the check of a saved draft has found. */
export function addDrafts(studio, findings) {
  const { root, modeler, tools, words } = studio;
  const kept = new Kept(root.dataset.keep ?? root.dataset.name);
  const save = () => saver.save();
  tools.append(element('button', { type: 'button', class: 'button button-primary', onclick: save }, words.save));
  const tell = addState(studio, save);
  const saver = new Saver({ root, modeler, commit: () => commit(studio), kept, told });

  function told(kind, answer = {}) {
    root.dataset.changed = String(saver.changed);
    if (kind === 'saving') return;
    tell(kind === 'saved' && saver.changed ? 'unsaved' : kind, answer);
    if (kind === 'saved') settle(root, answer, findings);
    if (['conflict', 'gone', 'signedOut'].includes(kind)) decide(studio, saver, kind, answer);
    if (kind === 'refused' && answer.findings) findings.show(answer.findings);
  }

  saver.base = studio.opened;
  modeler.on('commandStack.changed', () => studio.pausing || saver.touch());
  root.addEventListener('input', ({ target }) => target.dataset.field && saver.touch());
  listen(root, saver);
  offer(studio, saver, kept);
}

function settle(root, { findings: found }, findings) {
  withdraw(root);
  if (found) findings.show(found);
  else findings.lint();
}

// What is being typed, in the panel, in the table or on the paper, becomes a change.
function commit({ modeler, commits }) {
  for (const one of commits) one();
  if (document.hidden) modeler.get('directEditing').complete();
}

// The server has something else, or nobody's draft at all: the person says what shall become of the work here.
async function decide(studio, saver, kind, { revision }) {
  const { root, words } = studio;
  saver.held = true;
  const copy = ['copy', words.download, { run: async () => download((await saver.keep()).xml, `${root.dataset.name}.bpmn`) }];
  const ways = {
    gone: [copy, ['theirs', words.beginAnew, { main: true }]],
    signedOut: [copy, ['', words.signIn, { href: '/login' }], ['retry', words.retry, { main: true }]],
  };
  const settled = kind === 'conflict' ? await settleConflict({ studio, saver, kept: () => saver.keep() }, copy)
    : { answer: await ask(root, kind, words[`ask.${kind}`], ways[kind]) };
  const { answer } = settled;
  if (answer === 'theirs') {
    if (kind === 'gone') await saver.keep(); // it is offered to the draft that is begun anew
    saver.abandon({ copy: kind === 'gone' });
    location.assign(root.dataset.pageUrl);
    return;
  }
  if (answer === 'mine') root.dataset.revision = revision;
  if (answer === 'join') await takeJoined(studio, saver, settled);
  saver.held = false;
  saver.save();
}

// The paper holds both now; a file that cannot be opened leaves it as it was, and the question comes again.
async function takeJoined({ root, open }, saver, { xml, base, revision }) {
  const { xml: before } = await saver.keep();
  try {
    await open(xml);
    Object.assign(saver, { base });
    root.dataset.revision = revision;
    saver.touch();
  } catch {
    await open(before);
  }
}

// Work that an earlier page could not save is offered back.
async function offer(studio, saver, kept) {
  const { root, words } = studio;
  const found = await notSaved(studio, kept);
  if (!found) return;
  const rest = [studio.tools, studio.paper.parentElement];
  for (const part of rest) part.inert = true; // what is drawn now would be lost by restoring the copy
  const moved = found.revision !== root.dataset.revision;
  const text = say(moved ? words['ask.keptMoved'] : words['ask.kept'], { time: shortMoment(found.at) });
  const answer = await ask(root, 'kept', text, [
    ['copy', words.download, { run: () => download(found.xml, `${root.dataset.name}.bpmn`) }],
    ['drop', words.dropKept],
    ['restore', restoreWords(moved, found, words), { main: true }],
  ]);
  for (const part of rest) part.inert = false;
  if (answer === 'drop') {
    kept.forget(found.name);
    return;
  }
  kept.adopt(found.name);
  await studio.open(found.xml);
  saver.touch();
  if (!moved || !found.base) return;
  // The server is told what the copy began from: its refusal asks what shall become of both.
  root.dataset.revision = found.revision;
  saver.base = found.base;
  saver.save();
}

// The newest copy that says something else than the server's file, which the server may have written anew.
async function notSaved({ modeler, opened }, kept) {
  for (let found = kept.newest(opened); found; found = kept.newest(opened)) {
    const moddle = modeler.get('moddle');
    const [here, there] = await Promise.all([found.xml, opened].map((xml) => rewritten(moddle, xml).catch(() => xml)));
    if (here !== there) return found;
    kept.forget(found.name);
  }
  return undefined;
}

function restoreWords(moved, { base }, words) {
  if (!moved) return words.restore;
  return base ? words.restoreCompare : words.restoreOver;
}
