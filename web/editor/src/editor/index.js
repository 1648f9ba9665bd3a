// Edits an SOP: <div class="editor" data-editor data-diagram-url data-lint-url data-save-url data-revision="7">.
//
// data-diagram-url answers the BPMN file. data-lint-url takes the XML by POST and answers
// {"findings": [{"element", "severity": "error|warning", "message"}]}. data-save-url takes it by POST with
// If-Match: "<revision>" and answers {"revision": n, "findings": […]}, or 409 with the present revision when the
// draft was changed elsewhere. <script type="application/json" data-editor-facts> inside says what cannot be run and what
// may be called: { refused, decisions, sops }. data-keep names this person's draft among the copies kept in the browser.
import './editor.css';

import { editor as en } from '../translations/en.json';
import { editor as id } from '../translations/id.json';
import { element, enhance } from '../page/dom';
import { showReadable } from '../page/readable';
import { choose } from '../page/words';
import { addDrafts } from './drafts';
import { merged } from './drafts/merge';
import { addFindings } from './findings';
import { addMinimap } from './minimap';
import { addHonesty } from './honest';
import { createModeler } from './modeler';
import { addPad } from './pad';
import { addPalette } from './palette';
import { addPanel } from './panel';
import { addSearch } from './search';
import { addSimulation } from './simulate';
import { addTable } from './table';
import { addToolbar } from './toolbar';
import { untranslated } from './translate';
import { putIntoWords } from './translate/fixed';
import { addTurn } from './turn';
import { addTyping } from './typing';
import { addView } from './view';
import { remembered } from './view/remembered';

const PALETTE = 110; // pixels of paper under bpmn-js's palette

enhance('[data-editor][data-diagram-url]', async (root) => {
  const words = choose({ id, en });
  const tools = element('div', { class: 'editor-tools', role: 'toolbar', 'aria-label': words.tools });
  const paper = element('div', { class: 'editor-paper', 'aria-label': words.paper, role: 'application' });
  const table = element('section', { class: 'editor-table', 'aria-label': words.table });
  const panel = element('aside', { class: 'editor-panel', 'aria-label': words.panel });
  const findings = element('section', { class: 'editor-findings', 'aria-label': words.findings });
  const facts = JSON.parse(root.querySelector('script[data-editor-facts]')?.textContent ?? '{}');
  root.replaceChildren(tools, element('div', { class: 'editor-body' }, paper, table, panel), findings);

  const modeler = createModeler(paper);
  // `commits` make changes of what is being typed.
  const studio = { root, modeler, words, tools, paper, table, panel, findings, facts, remembered, commits: [] };
  studio.open = async (xml) => {
    const { warnings } = await modeler.importXML(xml);
    root.dataset.warnings = String(warnings.length);
    if (paper.clientWidth) showReadable(modeler.get('canvas'), undefined, PALETTE);
  };
  try {
    studio.opened = await read(root);
    await studio.open(studio.opened);
  } catch {
    root.replaceChildren(element('p', { class: 'editor-failed', role: 'alert' }, words.failed));
    return;
  }
  putIntoWords(paper);
  addHonesty(studio);
  addToolbar(studio);
  addPad(studio);
  addMinimap(studio);
  addSearch(studio);
  addTurn(studio, PALETTE);
  addSimulation(studio);
  addView(studio);
  addPalette(studio);
  addPanel(studio);
  addTable(studio);
  addTyping(studio);
  addDrafts(studio, addFindings(studio));
  // For tests: the running modeler, the texts that lack an Indonesian wording, and how two copies are joined.
  root.alur = { modeler, untranslated, merged };
  root.dataset.ready = 'true';
});

// The file with the revision that belongs to it: the page may be older than both.
async function read(root) {
  const answer = await fetch(root.dataset.diagramUrl, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const tag = answer.headers.get('ETag')?.replace(/^W\/|"/g, '');
  if (tag) root.dataset.revision = tag;
  return answer.text();
}
