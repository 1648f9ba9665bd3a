// Shows the server's lint at the elements and as a list that leads to them.
import { SYMBOLS } from './symbols';
import { csrfHeaders } from '../../page/csrf';
import { element } from '../../page/dom';
import { say } from '../../page/words';
import { lookAt } from '../view/look';

const QUIET = 600; // milliseconds after the last change

/** Adds the button and the list; returns { lint, show }: check now, or show what a save has found. */
export function addFindings(studio) {
  const { modeler, tools, words, findings } = studio;
  const status = element('p', { class: 'editor-findings-count', role: 'status' });
  const list = element('ul', { class: 'editor-findings-list' });
  findings.append(element('h2', {}, words.findings), status, list);
  let timer = 0;
  let turn = 0;
  const lint = async () => {
    clearTimeout(timer);
    const mine = ++turn;
    const found = await ask(studio);
    if (mine !== turn) return; // a later check is under way
    if (found === null) status.textContent = words.lintFailed;
    else show(studio, found, status, list);
  };
  modeler.on('commandStack.changed', () => {
    clearTimeout(timer);
    timer = setTimeout(lint, QUIET);
  });
  tools.append(element('button', { type: 'button', class: 'button', onclick: lint }, words.lint));
  lint();
  return {
    lint,
    show(found) {
      clearTimeout(timer);
      turn += 1;
      show(studio, found, status, list);
    },
  };
}

async function ask({ modeler, root }) {
  try {
    const { xml } = await modeler.saveXML({ format: true });
    const headers = { 'Content-Type': 'application/xml', Accept: 'application/json', ...csrfHeaders() };
    const answer = await fetch(root.dataset.lintUrl, { method: 'POST', body: xml, headers });
    return answer.ok ? (await answer.json()).findings : null;
  } catch {
    return null;
  }
}

function show(studio, found, status, list) {
  const { modeler, root, words } = studio;
  studio.found = found;
  modeler.get('eventBus').fire('findings.changed');
  const overlays = modeler.get('overlays');
  const registry = modeler.get('elementRegistry');
  const canvas = modeler.get('canvas');
  overlays.remove({ type: 'finding' });
  registry.forEach(({ id }) => canvas.removeMarker(id, 'marked-finding'));

  const errors = found.filter(({ severity }) => severity === 'error').length;
  root.dataset.errors = String(errors);
  status.textContent = found.length
    ? say(words.lintCount, { errors, warnings: found.length - errors })
    : words.lintClean;
  for (const [id, its] of grouped(found)) {
    if (!registry.get(id) || registry.get(id) === canvas.getRootElement()) continue;
    const worst = its.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
    canvas.addMarker(id, 'marked-finding');
    overlays.add(id, 'finding', {
      position: { top: -16, left: -8 }, scale: { min: 0.8, max: 1 }, html: badge(worst, its, words),
    });
  }
  list.replaceChildren(...found.map((finding) => line(studio, finding)));
}

function grouped(found) {
  const groups = new Map();
  for (const finding of found) groups.set(finding.element, [...(groups.get(finding.element) ?? []), finding]);
  return groups;
}

function badge(severity, its, words) {
  const title = its.map(({ message }) => message).join('\n');
  return element('span', { class: `mark mark-finding-${severity}`, title },
    element('span', { 'aria-hidden': 'true' }, SYMBOLS[severity]), `${words[severity]} ${its.length}`);
}

function line({ modeler, words, goTo }, { element: id, severity, message }) {
  const shape = modeler.get('elementRegistry').get(id);
  const name = shape?.businessObject.name || id || words.process;
  const go = () => {
    const target = shape ?? modeler.get('canvas').getRootElement();
    modeler.get('selection').select(target);
    if (shape) lookAt({ modeler }, shape);
    goTo(message);
  };
  return element('li', { class: `finding finding-${severity}` },
    element('button', { type: 'button', 'data-finding': id ?? '', onclick: go },
      element('strong', {}, `${SYMBOLS[severity] ?? SYMBOLS.warning} ${words[severity] ?? words.warning}: ${name}`),
      element('span', {}, message)));
}
