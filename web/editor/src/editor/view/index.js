// Diagram, table or both: three buttons, remembered in this browser.
import { element as make } from '../../page/dom';
import { lookAt } from './look';

const VIEWS = ['diagram', 'table', 'both'];

/** Adds the buttons; studio.show(part) brings a part into sight that the chosen view hides. */
export function addView(studio) {
  const { root, modeler, tools, words, remembered } = studio;
  const buttons = VIEWS.map((view) => make('button', {
    type: 'button', class: 'button', 'data-view': view, onclick: () => choose(view),
  }, words[`view.${view}`]));
  const choose = (view) => {
    root.dataset.view = view;
    for (const one of buttons) one.setAttribute('aria-pressed', String(one.dataset.view === view));
    remembered.set('view', view);
    modeler.get('canvas').resized();
    const [chosen] = modeler.get('selection').get();
    if (chosen) lookAt(studio, chosen);
  };
  studio.show = (part) => {
    if (![part, 'both'].includes(root.dataset.view)) choose('both');
  };
  tools.append(make('div', { class: 'editor-views', role: 'group', 'aria-label': words.view }, ...buttons));
  choose(VIEWS.includes(remembered.get('view')) ? remembered.get('view') : 'both');
}
