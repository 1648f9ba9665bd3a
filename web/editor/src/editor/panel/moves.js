// What every list of the panel shares: keys that follow their items, and buttons that move or remove one.

const numbers = new WeakMap();
let last = 0;

/** A key of an item that stays with it wherever it moves, through undo and redo. */
export function keyOf(item) {
  if (!numbers.has(item)) numbers.set(item, ++last);
  return `i${numbers.get(item)}`;
}

/** Up, down and remove for one of `items`; `write` takes the changed list, `name` is what screen readers hear. */
export function moves({ words, items, write, key, name }, item) {
  const place = items.indexOf(item);
  const swapped = (other) => items.map((one, at) => (at === place ? items[other] : at === other ? item : one));
  const act = (verb, label, run, idle = false) => ({
    kind: 'action', key: `${key}.${verb}`, label, says: `${words[verb]}: ${name}`, small: true, idle, run,
  });
  return [
    act('up', '↑', () => write(swapped(place - 1)), place === 0),
    act('down', '↓', () => write(swapped(place + 1)), place === items.length - 1),
    act('remove', words.remove, () => write(items.filter((one) => one !== item))),
  ];
}
