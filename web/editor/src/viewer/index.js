// Shows a diagram: <div class="diagram" data-diagram-url="…xml" [data-marks-url="…json"] [data-label="…"]>.
//
// Marks come from data-marks-url or a <script type="application/json" data-diagram-marks> inside the element:
// [{ "element": id, "state": "active|done|late|waiting|finding", "text": "…" }].
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';

import './viewer.css';

import { viewer as en } from '../translations/en.json';
import { viewer as id } from '../translations/id.json';
import { element, enhance } from '../page/dom';
import { choose } from '../page/words';
import { readMarks, showMarks } from './marks';
import { fitPaper } from './print';
import { linkChoice } from './choice';
import { linkRows } from './rows';
import { addZoom } from './zoom';

enhance('.diagram[data-diagram-url]', async (root) => {
  const words = choose({ id, en });
  const marks = readMarks(root);
  const paper = element('div', {
    class: 'diagram-paper', tabindex: '0', role: 'group', 'aria-label': root.dataset.label ?? words.label,
  });
  root.replaceChildren(paper);
  const viewer = new NavigatedViewer({ container: paper, canvas: { deferUpdate: false } });
  try {
    await viewer.importXML(await text(root.dataset.diagramUrl));
  } catch {
    root.replaceChildren(element('p', { class: 'diagram-failed', role: 'alert' }, words.failed));
    return;
  }
  const shown = await marks;
  addZoom(root, paper, viewer, words, shown.find(({ state }) => state === 'active' || state === 'late')?.element);
  linkRows(root, viewer);
  linkChoice(viewer);
  fitPaper(root, viewer);
  showMarks(viewer, shown, words);
  root.dataset.ready = 'true';
});

async function text(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.text();
}
