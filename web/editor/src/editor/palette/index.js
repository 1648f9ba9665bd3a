// bpmn-js's palette by keyboard: one stop for Tab, arrows inside, Enter or Space puts the shape into the diagram.
import { element } from '../../page/dom';
import { say } from '../../page/words';
import { place } from './place';

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
const TOOLS = {
  'hand-tool': 'handTool', 'lasso-tool': 'lassoTool', 'space-tool': 'spaceTool', 'global-connect-tool': 'globalConnectTool',
};

/** Makes the palette a toolbar; what was placed is said to screen readers. */
export function addPalette({ modeler, paper, words }) {
  const bar = paper.querySelector('.djs-palette');
  const said = element('p', { class: 'editor-said', role: 'status' });
  const entries = () => [...bar.querySelectorAll('.entry')];
  bar.setAttribute('role', 'toolbar');
  bar.setAttribute('aria-label', words.palette);
  bar.setAttribute('aria-orientation', 'vertical');
  bar.append(said);
  stopAt(entries(), entries()[0]);
  modeler.on('palette.changed', () => {
    const all = entries();
    if (!all.some((entry) => entry.tabIndex === 0)) stopAt(all, all[0]); // it was drawn anew
  });
  bar.addEventListener('focusin', ({ target }) => entries().includes(target) && stopAt(entries(), target));
  bar.addEventListener('keydown', (event) => {
    const all = entries();
    const at = all.indexOf(event.target);
    if (at < 0) return;
    const next = goal(event.key, at, all.length);
    if (next !== undefined) all[next].focus();
    else if (event.key === 'Enter' || event.key === ' ') {
      const made = use(modeler, event.target.dataset.action);
      if (made) said.textContent = say(words.placed, { name: event.target.getAttribute('aria-label') });
      comeBack(modeler, event.target);
    } else return;
    event.preventDefault();
    event.stopPropagation(); // the arrows move a selected shape elsewhere
  });
}

function stopAt(all, chosen) {
  for (const entry of all) entry.tabIndex = entry === chosen ? 0 : -1;
}

function goal(key, at, count) {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return key in STEPS ? (at + STEPS[key] + count) % count : undefined;
}

// After the name has been typed or left out the keyboard is where it was.
function comeBack(modeler, entry) {
  if (!modeler.get('directEditing').isActive()) return;
  modeler.get('eventBus').once('directEditing.deactivate', () => setTimeout(() => entry.focus()));
}

function use(modeler, action) {
  if (action in TOOLS) {
    modeler.get('editorActions').trigger(TOOLS[action]);
    return undefined;
  }
  return place(modeler, modeler.get('palette').getEntries()[action]);
}
