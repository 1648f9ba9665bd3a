// Another window saved the same draft: what it did is shown, and the person takes mine, theirs or both joined.
import { element as make } from '../../page/dom';
import { merged } from './merge';
import { told } from './merge/words';
import { ask } from './question';

/** Resolves to { answer: "theirs|mine|join", xml }: xml is what the paper shall hold after joining. */
export async function settleConflict({ studio, saver, kept }, copy) {
  const { root, words } = studio;
  const found = await compare(studio, saver);
  const list = found && listOf(found.changes, words);
  const ways = [copy, ['theirs', words.takeTheirs], ['mine', words.overwrite, { main: !found }],
    ...(found ? [['join', words.join, { main: true }]] : [])];
  const answer = await ask(root, 'conflict', words['ask.conflict'], ways, list);
  if (answer !== 'join') return { answer };
  await kept();
  // The person may have gone on while the question stood: joined is what is there now.
  const now = await compare(studio, saver);
  return now ? { answer, xml: now.join(picksOf(list)), base: now.theirs, revision: now.revision } : { answer: 'mine' };
}

// The three texts in the same writing, so that only what people changed differs.
async function compare({ root, modeler }, saver) {
  try {
    const answer = await fetch(root.dataset.diagramUrl, { cache: 'no-store' });
    if (!answer.ok || !saver.base) return null;
    const revision = answer.headers.get('ETag')?.replace(/^W\/|"/g, '');
    const theirs = await answer.text();
    const { xml } = await modeler.saveXML({ format: true });
    const moddle = modeler.get('moddle');
    const [base, mine, other] = await Promise.all([saver.base, xml, theirs].map((text) => rewritten(moddle, text)));
    return { ...merged(base, mine, other), theirs, revision };
  } catch {
    return null; // no network, or a file this cannot read: mine or theirs can still be chosen
  }
}

/** A file as this editor writes it: two files with the same meaning are the same text. */
export async function rewritten(moddle, text) {
  const { rootElement } = await moddle.fromXML(text);
  return (await moddle.toXML(rootElement)).xml;
}

function listOf(changes, words) {
  const ordered = [...changes].sort((one, other) => Number(other.both) - Number(one.both));
  return make('div', { class: 'editor-changes' },
    make('p', {}, make('strong', {}, changes.length ? words['merge.saved'] : words['merge.layout'])),
    make('ul', {}, ...ordered.map((change) => line(change, words))));
}

function line(change, words) {
  const { what, mine, theirs } = told(change, words);
  if (!change.both) return make('li', {}, change.kind === 'changed' ? `${what}: ${theirs}` : what);
  const name = `merge ${change.key}`;
  const way = (value, label, text, checked) => make('label', {},
    make('input', { type: 'radio', name, value, checked, 'data-key': change.key }), ` ${label}: ${text}`);
  return make('li', {}, make('fieldset', {}, make('legend', {}, `⚠ ${what} ${words['merge.both']}`),
    way('mine', words['merge.mine'], mine, true), way('theirs', words['merge.theirs'], theirs, false)));
}

function picksOf(list) {
  return new Set([...list.querySelectorAll('input[value="theirs"]:checked')].map(({ dataset }) => dataset.key));
}
