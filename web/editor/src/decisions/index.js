// Edits a decision model: <div data-decision-editor data-file-url data-lint-url data-save-url data-revision="7">.
//
// The addresses answer as those of the SOP editor do (editor/index.js): the file with its revision in ETag, findings
// {"findings": [{"element", "severity", "message"}]}, a save with If-Match. data-keep names this person's draft among
// the copies kept in the browser.
import './decisions.css';

import { decisions as en, editor as enShared } from '../translations/en.json';
import { decisions as id, editor as idShared } from '../translations/id.json';
import { element, enhance } from '../page/dom';
import { choose, say } from '../page/words';
import { addDrafts } from './drafts';
import { addFindings } from './findings';
import { lost } from './losses';
import { createModeler } from './modeler';
import { restored } from './comments';
import { untranslated } from './translate';
import { addHistory } from './history';
import { addViews } from './views';

enhance('[data-decision-editor][data-file-url]', async (root) => {
  const words = choose({ id: { ...idShared, ...id }, en: { ...enShared, ...en } });
  const tools = element('div', { class: 'editor-tools', role: 'toolbar', 'aria-label': words.tools });
  const views = element('nav', { class: 'decision-views', 'aria-label': words.views });
  const paper = element('div', { class: 'decision-paper' });
  const findings = element('section', { class: 'editor-findings', 'aria-label': words.findings });
  root.replaceChildren(tools, views, paper, findings);

  const modeler = createModeler(paper);
  const studio = { root, modeler, words, tools, views, paper, findings };
  studio.open = async (xml) => {
    studio.source = xml;
    const { warnings } = await modeler.importXML(xml);
    root.dataset.warnings = String(warnings.length);
    studio.losses = lost(warnings);
  };
  studio.saveXML = async () => {
    const { xml } = await modeler.saveXML({ format: true });
    return { xml: restored(studio.source, xml) };
  };
  try {
    studio.opened = await read(root);
    await studio.open(studio.opened);
  } catch {
    fail(root, words.failed);
    return;
  }
  if (studio.losses.length) {
    fail(root, say(words.wouldLose, { what: studio.losses.join(', ') }));
    return;
  }
  addHistory(studio);
  const showing = addViews(studio);
  addDrafts(studio, addFindings(studio, showing));
  // For tests: the running modeler and the texts that lack an Indonesian wording.
  root.alur = { modeler, untranslated, studio };
  root.dataset.ready = 'true';
});

function fail(root, text) {
  root.replaceChildren(element('p', { class: 'editor-failed', role: 'alert' }, text));
}

// The file with the revision that belongs to it: the page may be older than both.
async function read(root) {
  const answer = await fetch(root.dataset.fileUrl, { cache: 'no-store' });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const tag = answer.headers.get('ETag')?.replace(/^W\/|"/g, '');
  if (tag) root.dataset.revision = tag;
  return answer.text();
}
