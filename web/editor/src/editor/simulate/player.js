// The simulation itself: a viewer of its own over the paper, so that nothing of it touches the draft or its undo.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import simulation from 'bpmn-js-token-simulation/lib/viewer';

import { element as make } from '../../page/dom';
import { putIntoWords } from '../translate/fixed';

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
  viewer.get('canvas').viewbox({ x, y, width, height });
  viewer.get('toggleMode').toggleMode(true);
  return () => {
    viewer.destroy();
    stage.remove();
  };
}
