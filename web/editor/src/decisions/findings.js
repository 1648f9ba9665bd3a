// Shows the server's lint at its cells, rules, columns and shapes, and as a list that leads there.
import { SYMBOLS } from '../editor/findings/symbols';
import { csrfHeaders } from '../page/csrf';
import { element } from '../page/dom';
import { say } from '../page/words';
import { placesOf } from './places';

const QUIET = 1500; // milliseconds after the last change

/** Adds the button and the list; returns { lint, show, touch }: check now, show what a save found, check soon. */
export function addFindings(studio, showing) {
  const { tools, words, findings } = studio;
  const status = element('p', { class: 'editor-findings-count', role: 'status' });
  const list = element('ul', { class: 'editor-findings-list' });
  const sheet = new CSSStyleSheet(); // dmn-js draws its cells anew at will: a rule by id outlives that
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  findings.append(element('h2', {}, words.findings), status, list);
  let timer = 0;
  let turn = 0;
  const show = (found) => {
    clearTimeout(timer);
    turn += 1;
    tell(studio, showing, found, { status, list, sheet });
  };
  const lint = async () => {
    clearTimeout(timer);
    const mine = ++turn;
    const found = await ask(studio);
    if (mine !== turn) return; // a later check is under way
    if (found === null) status.textContent = words.lintFailed;
    else show(found);
  };
  tools.append(element('button', { type: 'button', class: 'button', onclick: lint }, words.lint));
  lint();
  return {
    lint,
    show,
    touch() {
      clearTimeout(timer);
      timer = setTimeout(lint, QUIET);
    },
  };
}

async function ask({ root, saveXML }) {
  try {
    const { xml } = await saveXML();
    const headers = { 'Content-Type': 'application/xml', Accept: 'application/json', ...csrfHeaders() };
    const answer = await fetch(root.dataset.lintUrl, { method: 'POST', body: xml, headers });
    return answer.ok ? (await answer.json()).findings : null;
  } catch {
    return null;
  }
}

function tell(studio, showing, found, { status, list, sheet }) {
  const { root, modeler, words } = studio;
  const errors = found.filter(({ severity }) => severity === 'error').length;
  root.dataset.errors = String(errors);
  status.textContent = found.length
    ? say(words.lintCount, { errors, warnings: found.length - errors })
    : words.lintClean;
  const places = placesOf(modeler.getDefinitions());
  const counts = new Map();
  for (const { element: id } of found) {
    const part = places.get(id)?.part ?? modeler.getDefinitions();
    counts.set(part.id, (counts.get(part.id) ?? 0) + 1);
  }
  showing.mark(counts);
  sheet.replaceSync(found.map(({ element: id, severity }) => rule(id, severity)).join('\n'));
  list.replaceChildren(...found.map((finding) => line(studio, showing, places, finding)));
}

// Cells and rules bear their id, a column its heading's; shapes of the graph are groups.
function rule(id, severity) {
  if (!id) return '';
  const own = `"${CSS.escape(id)}"`;
  const colour = severity === 'error' ? '#b3261e' : '#8a5a00';
  return `.decision-paper :is(td, th)[data-element-id=${own}], .decision-paper th[data-col-id=${own}]`
    + `{ box-shadow: inset 0 0 0 2px ${colour}; }`
    + `.decision-paper g[data-element-id=${own}] .djs-visual > :first-child { stroke: ${colour} !important; stroke-width: 3px !important; }`;
}

function line({ modeler, words, paper }, showing, places, { element: id, severity, message, name }) {
  const place = places.get(id);
  const go = async () => {
    await showing.show(place?.part ?? modeler.getDefinitions());
    const own = `"${CSS.escape(id ?? '')}"`;
    const there = paper.querySelector(`[data-element-id=${own}], th[data-col-id=${own}]`);
    there?.scrollIntoView({ block: 'center', inline: 'center' });
    if (there?.matches('td')) there.click();
    else paper.scrollIntoView({ block: 'nearest' });
  };
  return element('li', { class: `finding finding-${severity}` },
    element('button', { type: 'button', 'data-finding': id ?? '', onclick: go },
      element('strong', {}, `${SYMBOLS[severity] ?? SYMBOLS.warning} ${words[severity] ?? words.warning}: ${name || words.file}`),
      element('span', {}, message)));
}
