// Saves the draft: by button, by Ctrl+S, by itself after a change, before publishing and when the page is left.
import { Kept } from '../editor/drafts/kept';
import { listen } from '../editor/drafts/leaving';
import { ask, download, withdraw } from '../editor/drafts/question';
import { Saver } from '../editor/drafts/saver';
import { addState } from '../editor/drafts/state';
import { element } from '../page/dom';
import { say, shortMoment } from '../page/words';

/** Adds saving to the editor; `findings` is told what the check of a saved draft has found. */
export function addDrafts(studio, findings) {
  const { root, modeler, tools, words } = studio;
  const kept = new Kept(root.dataset.keep ?? root.dataset.name);
  const save = () => saver.save();
  tools.append(element('button', { type: 'button', class: 'button button-primary', onclick: save }, words.save));
  const tell = addState(studio, save);
  const saver = new Saver({ root, modeler: studio, commit, kept, told });

  function told(kind, answer = {}) {
    root.dataset.changed = String(saver.changed);
    if (kind === 'saving') return;
    tell(kind === 'saved' && saver.changed ? 'unsaved' : kind, answer);
    if (kind === 'saved') settle(studio, answer, findings);
    if (['conflict', 'gone', 'signedOut'].includes(kind)) decide(studio, saver, kind, answer);
    if (kind === 'refused' && answer.findings) findings.show(answer.findings);
  }

  const touched = () => {
    saver.touch();
    findings.touch();
  };
  modeler.on('viewer.created', ({ viewer }) => viewer.on('commandStack.changed', touched));
  for (const viewer of Object.values(modeler._viewers)) viewer.on('commandStack.changed', touched);
  listen(root, saver);
  document.addEventListener('click', (event) => followed(event, saver), { capture: true });
  offer(studio, saver, kept);
}

// What is being typed becomes a change when its field is left.
function commit() {
  if (document.hidden) document.activeElement?.blur();
}

function settle({ root }, { findings: found }, findings) {
  withdraw(root);
  if (found) findings.show(found);
  else findings.lint();
}

// The other pages of the draft show what is saved: what is on the screen goes first.
async function followed(event, saver) {
  const link = event.target.closest?.('.tabs a');
  if (!link || !saver.changed) return;
  event.preventDefault();
  if (await saver.save()) location.assign(link.href);
}

// The server has something else, or nobody's draft at all: the person says what shall become of the work here.
async function decide({ root, words }, saver, kind, { revision }) {
  saver.held = true;
  const copy = ['copy', words.download, { run: async () => download((await saver.keep()).xml, `${root.dataset.name}.dmn`) }];
  const ways = {
    conflict: [copy, ['theirs', words.takeTheirs], ['mine', words.overwrite, { main: true }]],
    gone: [copy, ['theirs', words.beginAnew, { main: true }]],
    signedOut: [copy, ['', words.signIn, { href: '/login' }], ['retry', words.retry, { main: true }]],
  };
  const answer = await ask(root, kind, words[`ask.${kind}`], ways[kind]);
  if (answer === 'theirs') {
    if (kind === 'gone') await saver.keep(); // it is offered to the draft that is begun anew
    saver.abandon({ copy: kind === 'gone' });
    location.assign(root.dataset.pageUrl);
    return;
  }
  if (answer === 'mine') root.dataset.revision = revision;
  saver.held = false;
  saver.save();
}

// Work that an earlier page could not save is offered back.
async function offer(studio, saver, kept) {
  const { root, words, tools, views, paper } = studio;
  const found = kept.newest(studio.opened);
  if (!found) return;
  for (const part of [tools, views, paper]) part.inert = true; // what is drawn now would be lost by restoring the copy
  const moved = found.revision !== root.dataset.revision;
  const text = say(moved ? words['ask.keptMoved'] : words['ask.kept'], { time: shortMoment(found.at) });
  const answer = await ask(root, 'kept', text, [
    ['copy', words.download, { run: () => download(found.xml, `${root.dataset.name}.dmn`) }],
    ['drop', words.dropKept],
    ['restore', moved ? words.restoreOver : words.restore, { main: true }],
  ]);
  for (const part of [tools, views, paper]) part.inert = false;
  if (answer === 'drop') {
    kept.forget(found.name);
    return;
  }
  kept.adopt(found.name);
  await studio.open(found.xml);
  saver.touch();
}
