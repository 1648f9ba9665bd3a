// Codes made from what people write; they follow the words of what was added here, until somebody edits them.

const added = new WeakSet();

/** Remembers that a thing was added just now: no condition and no request knows its code yet. */
export function markNew(item) {
  added.add(item);
}

/** Whether the code of a thing may still follow its words. */
export function follows(item, words) {
  const made = slug(words ?? '');
  return added.has(item) && new RegExp(`^${made}(_\\d+)?$`).test(item.get('id') ?? '');
}

/** Small letters, digits and underscores, never a digit first. */
export function slug(words) {
  const plain = words.toLowerCase().normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  return plain.replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '').replace(/^(?=\d)/, '_').slice(0, 60);
}

/** The code, with a number where another of `items` has it already. */
export function freeCode(code, items, own) {
  const taken = new Set(items.filter((item) => item !== own).map((item) => item.get('id')));
  if (!code || !taken.has(code)) return code;
  let number = 2;
  while (taken.has(`${code}_${number}`)) number += 1;
  return `${code}_${number}`;
}
