// Somebody else saved this draft meanwhile: the text here is kept until the person decides.
import { element } from '../../page/dom';

/** Asks what to do; resolves to true when this copy shall be saved over the other. */
export function resolveConflict(words, xml, name) {
  const copy = `data:application/xml;charset=utf-8,${encodeURIComponent(xml)}`;
  const dialog = element('dialog', { class: 'confirm', 'aria-labelledby': 'conflict-text' },
    element('form', { method: 'dialog' },
      element('p', { id: 'conflict-text' }, words.conflict),
      element('p', {}, element('a', { href: copy, download: `${name || 'sop'}.bpmn` }, words.download)),
      element('div', { class: 'confirm-buttons' },
        element('button', { value: 'stay', class: 'button' }, words.stay),
        element('button', { value: 'mine', class: 'button button-primary' }, words.overwrite))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'mine');
    });
  });
}
