// Keeps a file's XML comments, which dmn-js drops: each is put back before the element it stood before.

const TOKEN = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(?:"[^"]*"|'[^']*'|[^'">])+>/g;

/** The comments of a file: { text, before: id or null, inside: id or null }, in order. */
export function commentsOf(xml) {
  const found = [];
  const open = []; // ids of the elements around, null for those without one
  let waiting = [];
  for (const [token] of xml.matchAll(TOKEN)) {
    if (token.startsWith('<!--')) waiting.push(token);
    if (/^<[!?]/.test(token)) continue;
    if (token.startsWith('</')) {
      found.push(...waiting.map((text) => ({ text, before: null, inside: nearest(open) })));
      waiting = [];
      open.pop();
      continue;
    }
    const id = /\sid\s*=\s*["']([^"']*)["']/.exec(token)?.[1] ?? null;
    if (id !== null) {
      found.push(...waiting.map((text) => ({ text, before: id, inside: nearest(open) })));
      waiting = [];
    }
    if (!token.endsWith('/>')) open.push(id);
  }
  return found;
}

function nearest(ids) {
  return ids.findLast((id) => id !== null) ?? null;
}

/** A saved file with the comments of the file it was made from, as far as their elements are still there. */
export function restored(source, saved) {
  const present = new Set(commentsOf(saved).map(({ text }) => text));
  let xml = saved;
  for (const { text, before, inside } of commentsOf(source)) {
    if (!present.has(text)) xml = placed(xml, text, before, inside);
  }
  return xml;
}

function placed(xml, text, before, inside) {
  const start = before === null ? null : tagOf(xml, before);
  if (start !== null) return `${xml.slice(0, start)}${text}${gap(xml, start)}${xml.slice(start)}`;
  const around = inside === null ? null : tagOf(xml, inside);
  if (around === null) return xml; // what it spoke of is gone
  const end = xml.indexOf('>', around) + 1;
  return xml[end - 2] === '/' ? xml : `${xml.slice(0, end)}${gap(xml, around)}  ${text}${xml.slice(end)}`;
}

// Where the tag with an id begins.
function tagOf(xml, id) {
  for (const match of xml.matchAll(TOKEN)) {
    if (/^<[!?/]/.test(match[0])) continue;
    if (/\sid\s*=\s*["']([^"']*)["']/.exec(match[0])?.[1] === id) return match.index;
  }
  return null;
}

// The line break and indentation before a tag.
function gap(xml, start) {
  return /\n[ \t]*$/.exec(xml.slice(0, start))?.[0] ?? '';
}
