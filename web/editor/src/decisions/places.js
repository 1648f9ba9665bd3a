// Where the elements of a model are shown: the decision whose table or formula they stand in.

/** Element id -> { part }: the decision or knowledge model around it that a view shows. */
export function placesOf(definitions) {
  const found = new Map();
  for (const part of definitions.drgElement ?? []) walk(part, part, found);
  return found;
}

function walk(thing, part, found) {
  if (thing.id) found.set(thing.id, { part });
  for (const property of thing.$descriptor?.properties ?? []) {
    if (property.isReference || property.isAttr) continue;
    const value = thing[property.name];
    for (const one of Array.isArray(value) ? value : [value]) if (one?.$type) walk(one, part, found);
  }
}
