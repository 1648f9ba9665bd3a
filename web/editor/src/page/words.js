// Chooses the page's language and fills the gaps of a text: say('Tersimpan {time}', { time }).

/** @returns {'id' | 'en'} */
export function language() {
  return document.documentElement.lang.toLowerCase().startsWith('en') ? 'en' : 'id';
}

/** Picks the catalogue of the page's language. */
export function choose(catalogues) {
  return catalogues[language()];
}

/** Replaces {name} by values.name. */
export function say(text, values = {}) {
  return text.replace(/{([^}]+)}/g, (gap, name) => String(values[name] ?? gap));
}

/** A moment in short: its time of day, and its day when that is not today. */
export function shortMoment(at) {
  if (at.toDateString() === new Date().toDateString()) return timeOfDay(at);
  const locale = language() === 'id' ? 'id-ID' : 'en-GB';
  return `${at.toLocaleDateString(locale, { day: 'numeric', month: 'short' })} ${timeOfDay(at)}`;
}

/** The present time of day as the office writes it: 10.42 in Indonesian, 10:42 in English. */
export function timeOfDay(at = new Date()) {
  const locale = language() === 'id' ? 'id-ID' : 'en-GB';
  return at.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
}
