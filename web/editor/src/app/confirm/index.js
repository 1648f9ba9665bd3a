// Asks before a form is sent: <form data-confirm="Question?" data-confirm-yes="Label"> or the same on its button.
import { app as en } from '../../translations/en.json';
import { app as id } from '../../translations/id.json';
import { element } from '../../page/dom';
import { choose } from '../../page/words';

const agreed = new WeakSet();

document.addEventListener('submit', (event) => {
  const form = event.target;
  const asking = event.submitter?.dataset.confirm ? event.submitter : form;
  if (!asking.dataset.confirm || agreed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(asking.dataset.confirm, asking.dataset.confirmYes).then((yes) => {
    if (!yes) return;
    agreed.add(form);
    form.requestSubmit(event.submitter);
  });
}, { capture: true });

/** Shows a question; resolves to true when the person agrees. */
export function ask(question, yes) {
  const words = choose({ id, en });
  const dialog = element('dialog', { class: 'confirm', 'aria-labelledby': 'confirm-question' },
    element('form', { method: 'dialog' },
      element('p', { id: 'confirm-question' }, question),
      element('div', { class: 'confirm-buttons' },
        element('button', { value: 'no', class: 'button' }, words.cancel),
        element('button', { value: 'yes', class: 'button button-primary' }, yes ?? words.agree))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}
