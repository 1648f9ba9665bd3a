// A question above the paper that leaves the work usable: it stays until it is answered, nothing is decided alone.
import { element } from '../../page/dom';

/**
 * Shows a text and its ways on, [[answer, label, { main, run, href }]]; resolves to the answer chosen.
 * A choice with `run` does that and leaves the question standing; with `href` it is a link to a page of its own.
 * `more` stands between the text and the choices.
 */
export function ask(root, kind, text, choices, more = null) {
  return new Promise((resolve) => {
    const bar = element('div', { class: 'editor-question', role: 'alert', 'data-question': kind },
      element('p', {}, text), more,
      element('div', { class: 'editor-question-ways' }, ...choices.map(([answer, label, more = {}]) => {
        const looks = `button${more.main ? ' button-primary' : ''}`;
        if (more.href) return element('a', { class: looks, href: more.href, target: '_blank' }, label);
        return element('button', { type: 'button', class: looks, onclick: () => {
          if (more.run) {
            more.run();
            return;
          }
          bar.remove();
          resolve(answer);
        } }, label);
      })));
    withdraw(root);
    root.prepend(bar);
  });
}

/** Takes a question away that has answered itself. */
export function withdraw(root) {
  root.querySelector('.editor-question')?.remove();
}

/** Saves a text as a file of the person's, under this name. */
export function download(xml, name) {
  const href = `data:application/xml;charset=utf-8,${encodeURIComponent(xml)}`;
  element('a', { href, download: name }).click();
}
