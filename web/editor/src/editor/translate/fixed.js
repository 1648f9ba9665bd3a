// Words that a library writes itself, without asking translate: replaced where they appear in a part of the page.
import words from './fixed.id.json';
import { language } from '../../page/words';

const EXACT = new Map(Object.entries(words).filter(([text]) => !text.includes('{')));
const PATTERNS = Object.entries(words).filter(([text]) => text.includes('{')).map(([text, told]) => [
  new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/{\w+}/, '(.+)')}$`), told.replace(/{\w+}/, '$1'),
]);
const ATTRIBUTES = ['title', 'aria-label'];

/** Watches a part of the page, and the parts it gets. */
export function putIntoWords(part) {
  if (language() === 'en') return;
  const watch = () => observer.observe(part, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
  const observer = new MutationObserver((changes) => {
    observer.disconnect(); // its own changes are none
    for (const { target, addedNodes } of changes) for (const one of [target, ...addedNodes]) reword(one);
    watch();
  });
  reword(part);
  watch();
}

function reword(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (!(node.parentNode instanceof HTMLElement)) return;
    const told = say(node.data);
    if (told !== undefined && told !== node.data) node.data = told;
    return;
  }
  if (!(node instanceof HTMLElement)) return; // a drawing's words are the person's
  for (const name of ATTRIBUTES) {
    const told = node.hasAttribute(name) ? say(node.getAttribute(name)) : undefined;
    if (told !== undefined) node.setAttribute(name, told);
  }
  for (const child of node.childNodes) reword(child);
}

function say(text) {
  const plain = text.trim();
  if (!plain) return undefined;
  const exact = EXACT.get(plain);
  if (exact !== undefined) return text.replace(plain, exact);
  for (const [pattern, told] of PATTERNS) if (pattern.test(plain)) return plain.replace(pattern, told);
  return undefined;
}
