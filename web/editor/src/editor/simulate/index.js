// Token simulation: the draft as drawn, walked by tokens; its scripts are loaded when it is first asked for.
import { element as make } from '../../page/dom';
import { toolButton } from '../toolbar';
import { icon } from '../toolbar/icons';

/** Adds the button that opens and closes it over the paper. */
export function addSimulation(studio) {
  const { modeler, tools, paper, words, root } = studio;
  const failed = make('p', { class: 'editor-failed', role: 'alert', hidden: true }, words.simulateFailed);
  let close = null;
  const button = toolButton(icon('play'), words.simulate, async () => {
    if (close) {
      close();
      close = null;
    } else {
      studio.show('diagram');
      try {
        const { play } = await import('./player');
        const { xml } = await modeler.saveXML({ format: true });
        close = await play(paper, xml, words, modeler.get('canvas').viewbox());
        failed.hidden = true;
      } catch {
        failed.hidden = false; // the network is gone: the editor goes on
      }
    }
    root.dataset.simulating = String(Boolean(close));
    button.setAttribute('aria-pressed', String(Boolean(close)));
  });
  button.setAttribute('aria-pressed', 'false');
  tools.append(button);
  root.append(failed);
}
