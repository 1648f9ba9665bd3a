// Gives dmn-js the words of the page's language and remembers the texts it has none for.
import words from './dmn-js.id.json';
import { language, say } from '../page/words';

/** Texts that were asked for and have no Indonesian; a test fails on any. */
export const untranslated = new Set();

function translate(template, replacements) {
  if (language() === 'en' || !template) return say(template ?? '', replacements);
  if (!(template in words)) untranslated.add(template);
  return say(words[template] ?? template, replacements);
}

export default { translate: ['value', translate] };
