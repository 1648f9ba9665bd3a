// A small picture of the whole diagram in a corner of the paper, shown and hidden by a button.
import { toolButton } from '../toolbar';
import { icon } from '../toolbar/icons';

/** Adds the button; the choice is remembered in this browser. */
export function addMinimap({ modeler, tools, words, remembered }) {
  const minimap = modeler.get('minimap');
  const button = toolButton(icon('minimap'), words.minimap, () => minimap.toggle());
  modeler.on('minimap.toggle', ({ open }) => {
    button.setAttribute('aria-pressed', String(open));
    remembered.set('minimap', open ? 'open' : '');
  });
  button.setAttribute('aria-pressed', 'false');
  tools.append(button);
  if (remembered.get('minimap')) minimap.open();
}
