// Makes elements without ever parsing text as HTML.

/** element('p', { class: 'note', onclick }, 'text', child) */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Runs a feature on every element that matches, now and on what htmx brings in later. */
export function enhance(selector, feature) {
  const seen = new WeakSet();
  const apply = (root) => {
    for (const found of root.querySelectorAll(selector)) {
      if (seen.has(found)) continue;
      seen.add(found);
      feature(found);
    }
  };
  apply(document);
  document.addEventListener('htmx:after:swap', () => apply(document));
}
