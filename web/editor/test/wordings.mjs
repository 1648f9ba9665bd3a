// Prints the texts of bpmn-js that have no Indonesian, and keys that one of our own catalogues lacks, as JSON.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => JSON.parse(readFileSync(join(here, path), 'utf8'));

function* scripts(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith('.js')) yield join(entry.parentPath, entry.name);
  }
}

const asked = new Set();
for (const part of ['bpmn-js/lib', 'diagram-js/lib/features', 'camunda-bpmn-js-behaviors/lib']) {
  for (const path of scripts(join(here, 'node_modules', part))) {
    const source = readFileSync(path, 'utf8').replace(/^\s*(\*|\/\/).*$/gm, '');
    const calls = source.matchAll(/(?<![\w.])(?:this\.|self\.)?_?translate\(\s*'((?:\\.|[^'\\])*)'/g);
    for (const [, text] of calls) asked.add(text);
    if (!/PopupEntries|ReplaceOptions/.test(path)) continue;
    for (const [, text] of source.matchAll(/label: '((?:\\.|[^'\\])*)'/g)) asked.add(text);
  }
}
asked.delete('Align elements '); // only the start of a text; its endings are in the catalogue
for (const text of asked) if (!/^[A-Za-z]/.test(text)) asked.delete(text); // SVG's translate()

const words = read('src/editor/translate/bpmn-js.id.json');
const [id, en] = ['id', 'en'].map((language) => {
  const catalogue = read(`src/translations/${language}.json`);
  return Object.entries(catalogue).flatMap(([part, its]) => Object.keys(its).map((key) => `${part}.${key}`));
});
process.stdout.write(JSON.stringify({
  asked: asked.size,
  untranslated: [...asked].filter((text) => !(text in words)),
  unequal: [...id.filter((key) => !en.includes(key)), ...en.filter((key) => !id.includes(key))],
}));
