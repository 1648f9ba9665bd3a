// The simulation itself: a viewer of its own over the paper, so that nothing of it touches the draft or its undo.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import simulation from 'bpmn-js-token-simulation/lib/viewer';

import { element as make } from '../../page/dom';
import { putIntoWords } from '../translate/fixed';

const LEAST = 0.6; // of the drawing's size; below half of it the simulation hides its signs

/** Shows the file and lets tokens run; returns a function that takes everything away again. */
export async function play(paper, xml, words, { x, y, width, height }) {
  const stage = make('div', { class: 'editor-stage', role: 'application', 'aria-label': words.simulate });
  const help = make('p', { class: 'editor-stage-help' }, words.simulateHelp);
  const screen = make('div', { class: 'editor-stage-screen' });
  stage.append(help, screen);
  paper.append(stage);
  putIntoWords(stage);
  const viewer = new NavigatedViewer({ container: screen, additionalModules: [simulation] });
  await viewer.importXML(xml);
  look(viewer, { x, y, width, height });
  viewer.get('toggleMode').toggleMode(true);
  return () => {
    viewer.destroy();
    stage.remove();
  };
}

// As the paper was looked at, but near enough to press the signs, with the first start in sight.
function look(viewer, box) {
  const canvas = viewer.get('canvas');
  canvas.viewbox(box);
  if (canvas.zoom() < LEAST) canvas.zoom(LEAST);
  const start = viewer.get('elementRegistry').find(({ type }) => type === 'bpmn:StartEvent');
  if (start) canvas.scrollToElement(start);
}
