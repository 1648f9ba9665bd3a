// The context pad by keyboard: reached by a button, by Enter on the paper or by Tab; arrows inside, Escape leaves.
import { toolButton } from '../toolbar';
import { icon } from '../toolbar/icons';
import { connectTo } from './connect';

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** Makes each pad a toolbar and gives the editor its way to it. */
export function addPad(studio) {
  const { modeler, paper, tools, words } = studio;
  const pad = modeler.get('contextPad');
  let back; // the entry that was used: a pad drawn anew goes on from there
  const entries = () => [...paper.querySelectorAll('.djs-context-pad.open .entry')];
  const go = () => {
    studio.show('diagram');
    (entries().find(({ tabIndex }) => tabIndex === 0) ?? entries()[0])?.focus();
  };
  const button = toolButton(icon('actions'), words.actions, go);
  const judge = () => { button.disabled = !pad.isOpen(); };
  modeler.on('contextPad.open', ({ current }) => {
    dress(current.html, words);
    if (back) current.html.querySelector(`[data-action="${CSS.escape(back)}"]`)?.focus();
    back = undefined;
    judge();
  });
  modeler.on('contextPad.close', () => setTimeout(judge));
  judge();
  tools.append(button);
  studio.toPad = go;
  paper.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target.tagName === 'svg' && pad.isOpen()) go();
    else if (!entries().includes(event.target) || !step(event, entries(), use, () => modeler.get('canvas').focus())) return;
    event.preventDefault();
    event.stopPropagation(); // the arrows move a selected shape elsewhere
  });

  function use(entry) {
    back = entry.dataset.action;
    if (back === 'connect') connectTo(studio, entry);
    else entry.click();
    setTimeout(() => { back = undefined; }, 500); // the pad is drawn anew soon, or not at all
  }
}

function dress(html, words) {
  html.setAttribute('role', 'toolbar');
  html.setAttribute('aria-label', words.padOf);
  html.querySelectorAll('.entry').forEach((entry, place) => {
    entry.setAttribute('role', 'button');
    entry.setAttribute('aria-label', entry.title);
    entry.tabIndex = place ? -1 : 0;
  });
}

function step(event, all, use, leave) {
  const at = all.indexOf(event.target);
  if (event.key === 'Enter' || event.key === ' ') use(event.target);
  else if (event.key === 'Escape') leave();
  else if (event.key in STEPS) stopAt(all, all[(at + STEPS[event.key] + all.length) % all.length]);
  else if (event.key === 'Home' || event.key === 'End') stopAt(all, all.at(event.key === 'Home' ? 0 : -1));
  else return false;
  return true;
}

function stopAt(all, chosen) {
  for (const entry of all) entry.tabIndex = entry === chosen ? 0 : -1;
  chosen.focus();
}
