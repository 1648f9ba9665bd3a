// Joins two changed copies of one file: what only one of them changed is taken, what both changed is asked about.
import { byId, fieldsOf, isDrawn, isSet, parse, take, wordsOf } from './fields';
import { mend } from './mend';

const UNTOLD = ['@sourceRef', '@targetRef', 'step:@row']; // follow from steps that are told

/**
 * { changes, join(picks) } of three texts. changes are what the other copy did: [{ key, element, kind:
 * "changed|added|removed", field, was, mine, theirs, both }]; `both` is true where this copy did something else.
 * join gives the joined text; picks is the set of keys of `both` for which the other copy counts.
 */
export function merged(base, mine, theirs) {
  const docs = { base: parse(base), mine: parse(mine), theirs: parse(theirs) };
  const files = { base: byId(docs.base), mine: byId(docs.mine), theirs: byId(docs.theirs) };
  const found = [...differences(files)];
  return {
    changes: found.filter(({ quiet }) => !quiet).map(({ apply, ...told }) => told),
    join: (picks) => {
      for (const { key, both, apply } of found) if (!both || picks.has(key)) apply();
      mend(docs.mine);
      return new XMLSerializer().serializeToString(docs.mine);
    },
  };
}

function* differences(files) {
  for (const [id, theirs] of files.theirs) {
    const [base, mine] = [files.base.get(id), files.mine.get(id)];
    if (base && mine) yield* fields({ id, base, mine, theirs });
    else if (!base && !mine) yield* added(files, id, theirs);
    else if (base && !mine) yield* broughtBack(files, id, base, theirs);
  }
  for (const [id, base] of files.base) {
    if (!files.theirs.has(id) && files.mine.has(id)) yield removed(files, id, base);
  }
}

function* fields({ id, base, mine, theirs }) {
  const [was, own, other] = [base, mine, theirs].map(fieldsOf);
  for (const field of new Set([...was.keys(), ...other.keys()])) {
    if (other.get(field) === was.get(field) || other.get(field) === own.get(field)) continue;
    const told = { key: `${id} ${field}`, element: mine, field, kind: 'changed' };
    if (isSet(field)) {
      yield { ...told, quiet: true, both: false, apply: () => joinSets(field, { base, mine, theirs }) };
      continue;
    }
    const both = own.get(field) !== was.get(field);
    yield {
      ...told, both, quiet: isDrawn(mine) || UNTOLD.includes(field),
      was: wordsOf(base, field), mine: wordsOf(mine, field), theirs: wordsOf(theirs, field),
      apply: () => take(field, theirs, mine),
    };
  }
}

// Names that the other copy put in or left out, on top of this copy's.
function joinSets(field, { base, mine, theirs }) {
  const name = field.split(':')[1];
  const nodes = (one) => [...one.children].filter(({ localName }) => localName === name);
  const texts = (one) => nodes(one).map(({ textContent }) => textContent.trim());
  const [before, now] = [texts(base), texts(theirs)];
  for (const node of nodes(mine)) {
    const text = node.textContent.trim();
    if (before.includes(text) && !now.includes(text)) node.remove();
  }
  for (const node of nodes(theirs)) {
    const text = node.textContent.trim();
    if (!before.includes(text) && !texts(mine).includes(text)) mine.append(mine.ownerDocument.importNode(node, true));
  }
}

// A new thing comes with everything inside it that is new as well, so only the outermost is put in.
function* added(files, id, theirs) {
  const parent = theirs.parentElement?.closest('[id]');
  const home = parent && files.mine.get(parent.getAttribute('id'));
  if (parent && !home) return; // it comes with its parent
  yield {
    key: id, element: theirs, kind: 'added', both: false, quiet: isQuiet(theirs),
    theirs: theirs.getAttribute('name') ?? '',
    apply: () => place(theirs, home, files.mine),
  };
}

function place(theirs, home, mine) {
  const made = home.ownerDocument.importNode(theirs, true);
  let next = theirs.nextElementSibling;
  while (next && mine.get(next.getAttribute('id'))?.parentElement !== home) next = next.nextElementSibling;
  home.insertBefore(made, next ? mine.get(next.getAttribute('id')) : null);
}

// This copy took away what the other one changed: asked about, with everything of its own staying away.
function* broughtBack(files, id, base, theirs) {
  if (isDrawn(theirs) || same(base, theirs)) return;
  const home = files.mine.get(theirs.parentElement?.closest('[id]')?.getAttribute('id'));
  if (!home) return;
  const drawing = [...files.theirs.values()].find((one) => isDrawn(one) && one.getAttribute('bpmnElement') === id);
  const plane = drawing && files.mine.get(drawing.parentElement.getAttribute('id'));
  yield {
    key: id, element: theirs, kind: 'changed', both: true, mine: null, theirs: theirs.getAttribute('name') ?? '',
    apply: () => {
      place(theirs, home, files.mine);
      if (plane) place(drawing, plane, files.mine);
    },
  };
}

function removed(files, id, base) {
  const mine = files.mine.get(id);
  return {
    key: id, element: mine, kind: 'removed', both: !same(base, mine) && !isDrawn(mine),
    quiet: isQuiet(mine), was: base.getAttribute('name') ?? '',
    mine: mine.getAttribute('name') ?? '', theirs: null, apply: () => mine.remove(),
  };
}

// Flows come and go with their steps, which are told.
function isQuiet(element) {
  return isDrawn(element) || ['sequenceFlow', 'association'].includes(element.localName);
}

function same(one, other) {
  const [first, second] = [one, other].map((element) => [...fieldsOf(element)].filter(([field]) => !isSet(field)));
  const sorted = (pairs) => JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(first) === sorted(second);
}
