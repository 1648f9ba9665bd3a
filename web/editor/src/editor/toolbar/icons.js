// Line drawings of the toolbar's buttons; fonts do not have them everywhere.

const PATHS = {
  search: 'M11 11l4 4M7 12.5a5.5 5.5 0 1 1 0-11 5.5 5.5 0 0 1 0 11z',
  minimap: 'M1.5 2.5h13v11h-13zM8.5 8.5h6M8.5 8.5v5',
  play: 'M4 2.5v11l9-5.5z',
  turn: 'M2 5h8l-3-3M14 11H6l3 3',
  actions: 'M2.5 8h.6M7.7 8h.6M12.9 8h.6',
};

/** The drawing of a name, as high as the text. */
export function icon(name) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const attributes = { viewBox: '0 0 16 16', width: 16, height: 16, class: 'editor-icon', 'aria-hidden': 'true' };
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  made.append(path);
  return made;
}
