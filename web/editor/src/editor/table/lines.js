// Which item a line of a cell was before: equal words first, then what is left in the same place.

/** [[item or undefined, line]] in the order of the lines; items without a line are not in it. */
export function matchLines(items, lines, wordsOf) {
  const free = [...items];
  const same = lines.map((line) => {
    const place = free.findIndex((item) => wordsOf(item) === line);
    return place < 0 ? undefined : free.splice(place, 1)[0];
  });
  return lines.map((line, place) => [same[place] ?? leftover(items, free, same, place), line]);
}

// The changed line between two known ones is the unknown item between them.
function leftover(items, free, same, place) {
  const before = items.indexOf(same.slice(0, place).findLast(Boolean));
  const next = same.slice(place + 1).find(Boolean);
  const after = next ? items.indexOf(next) : items.length;
  const at = free.findIndex((item) => items.indexOf(item) > before && items.indexOf(item) < after);
  return at < 0 ? undefined : free.splice(at, 1)[0];
}
