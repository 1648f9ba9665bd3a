// A BPMN file as elements by id, each with its fields: attributes, plain children, and the cells of its SOP row.

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const DRAWN = 'http://www.omg.org/spec/BPMN/20100524/DI';
const SOP = 'https://alur.id/schema/sop/1';
const SPLIT = ['step', 'identity']; // sop: elements whose parts are fields of their own
const SETS = ['incoming', 'outgoing', 'flowNodeRef']; // order says nothing there

/** A parsed file; throws on text that is no XML. */
export function parse(xml) {
  const doc = new DOMParser().parseFromString(xml, 'application/xml');
  if (doc.querySelector('parsererror')) throw new Error('not XML');
  return doc;
}

/** id -> element, for everything of BPMN and of its drawing. */
export function byId(doc) {
  return new Map([...doc.getElementsByTagName('*')].filter(hasId).map((one) => [one.getAttribute('id'), one]));
}

/** Whether a thing is the drawing's: where it stands is nobody's text. */
export function isDrawn(element) {
  return element.namespaceURI === DRAWN;
}

/** Whether a field is a set of names. */
export function isSet(field) {
  return SETS.some((name) => field === `child:${name}`);
}

/** field -> its value as text that is equal when the meaning is. */
export function fieldsOf(element) {
  const found = new Map([...element.attributes].filter(({ name }) => !name.startsWith('xmlns') && name !== 'id')
    .map(({ name, value }) => [`@${name}`, value]));
  for (const [field, holder, children] of groups(element)) {
    found.set(field, holder ? holder.getAttribute(children) : children.map(canonical).join('\n'));
  }
  return found;
}

/** Gives an element the field of another file's element of the same id, or takes it away. */
export function take(field, from, to) {
  const own = (one) => to.ownerDocument.importNode(one, true);
  if (field.startsWith('@')) {
    const name = field.slice(1);
    if (from.hasAttribute(name)) to.setAttribute(name, from.getAttribute(name));
    else to.removeAttribute(name);
    return;
  }
  const [place, name] = field.split(':');
  const [source, target] = [holderOf(from, place), holderOf(to, place, field)];
  if (name.startsWith('@')) {
    const attribute = name.slice(1);
    if (source?.hasAttribute(attribute)) target.setAttribute(attribute, source.getAttribute(attribute));
    else target.removeAttribute(attribute);
    return;
  }
  for (const old of plain(target).filter((one) => one.localName === name)) old.remove();
  for (const one of source ? plain(source).filter((child) => child.localName === name) : []) target.append(own(one));
}

/** The words of a field, to be read by people. */
export function wordsOf(element, field) {
  if (field.startsWith('@')) return element.getAttribute(field.slice(1)) ?? '';
  const [place, name] = field.split(':');
  const holder = holderOf(element, place);
  if (name.startsWith('@')) return holder?.getAttribute(name.slice(1)) ?? '';
  return (holder ? plain(holder).filter((one) => one.localName === name) : [])
    .map((one) => one.textContent.trim().replace(/\s+/g, ' ')).join('; ');
}

function hasId(element) {
  return element.hasAttribute('id') && (element.namespaceURI === BPMN || isDrawn(element));
}

// Children that have no life of their own.
function plain(element) {
  return [...element.children].filter((one) => !hasId(one));
}

// Yields [field, holder, attribute name] and [field, null, children].
function* groups(element) {
  yield* byName('child', plain(element).filter(({ localName }) => localName !== 'extensionElements'));
  const extras = holderOf(element, 'extra');
  if (!extras) return;
  const parts = plain(extras);
  yield* byName('extra', parts.filter((one) => !splits(one)));
  for (const part of parts.filter(splits)) {
    for (const { name } of part.attributes) yield [`${part.localName}:@${name}`, part, name];
    yield* byName(part.localName, plain(part));
  }
}

function* byName(place, children) {
  const names = new Set(children.map(({ localName }) => localName));
  for (const name of names) yield [`${place}:${name}`, null, children.filter(({ localName }) => localName === name)];
}

function splits(one) {
  return one.namespaceURI === SOP && SPLIT.includes(one.localName);
}

// Where a field's parts stand; `make` names the field they are needed for.
function holderOf(element, place, make) {
  if (place === 'child') return element;
  let extras = [...element.children].find(({ localName }) => localName === 'extensionElements');
  if (!extras && make) {
    extras = element.ownerDocument.createElementNS(BPMN, qualified(element, 'extensionElements'));
    element.prepend(extras);
  }
  if (place === 'extra') return extras;
  const part = extras && [...extras.children].find((one) => splits(one) && one.localName === place);
  if (part || !make) return part;
  const made = element.ownerDocument.createElementNS(SOP, `sop:${place}`);
  extras.append(made);
  return made;
}

function qualified({ prefix }, name) {
  return prefix ? `${prefix}:${name}` : name;
}

function canonical(element) {
  const attributes = [...element.attributes].filter(({ name }) => !name.startsWith('xmlns'))
    .map(({ name, value }) => `${name}=${JSON.stringify(value)}`).sort().join(' ');
  const texts = [Node.TEXT_NODE, Node.CDATA_SECTION_NODE];
  const text = [...element.childNodes].filter(({ nodeType }) => texts.includes(nodeType))
    .map(({ data }) => data.trim()).join('');
  return `<${element.localName} ${attributes}>${text}${[...element.children].map(canonical).join('')}</>`;
}
