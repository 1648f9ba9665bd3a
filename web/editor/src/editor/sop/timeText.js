// Reads "3 menit" or "1 hari kerja" into amount, unit and kind, as the server does for a plain waktu text.

const MEASURES = [
  ['menit kerja', 'working_time', 'minute'],
  ['jam kerja', 'working_time', 'hour'],
  ['hari kerja', 'working_days', 'working_day'],
  ['hari kalender', 'elapsed', 'day'],
  ['menit', 'service', 'minute'],
  ['jam', 'service', 'hour'],
  ['hari', 'elapsed', 'day'],
  ['minggu', 'elapsed', 'week'],
  ['bulan', 'elapsed', 'month'],
];

/** { amount, unit, kind }, or {} when the text states no plain amount. */
export function readTimeText(text) {
  const plain = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const found = /^(\d{1,6}) ?(.+)$/.exec(plain);
  const measure = found && MEASURES.find(([word]) => found[2] === word || found[2].startsWith(`${word} `));
  return measure ? { amount: Number(found[1]), kind: measure[1], unit: measure[2] } : {};
}

/** What a text says of a time standard; a text that states no plain amount leaves the parsed part as it was. */
export function standardOf(text, time) {
  const read = readTimeText(text);
  if (!read.unit) return {};
  return {
    ...read,
    anchor: time?.get('anchor') ?? (read.kind === 'service' ? 'started' : 'opened'),
    effect: time?.get('effect') ?? 'counts',
  };
}
