// Prints the texts of the editor's libraries that have no Indonesian, and keys that one of our own catalogues lacks, as JSON.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => JSON.parse(readFileSync(join(here, path), 'utf8'));
const sourceOf = (path) => readFileSync(path, 'utf8').replace(/^\s*(\*|\/\/).*$/gm, '');

function* scripts(part) {
  for (const entry of readdirSync(join(here, 'node_modules', part), { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith('.js')) yield join(entry.parentPath, entry.name);
  }
}

// What the libraries ask translate() for.
const asked = new Set();
const TRANSLATED = ['bpmn-js/lib', 'diagram-js/lib/features', 'camunda-bpmn-js-behaviors/lib', 'diagram-js-minimap/dist'];
for (const path of TRANSLATED.flatMap((part) => [...scripts(part)])) {
  const source = sourceOf(path);
  const calls = source.matchAll(/(?<![\w.])(?:this\.|self\.)?_?translate\(\s*'((?:\\.|[^'\\])*)'/g);
  for (const [, text] of calls) asked.add(text);
  if (!/PopupEntries|ReplaceOptions/.test(path)) continue;
  for (const [, text] of source.matchAll(/label: '((?:\\.|[^'\\])*)'/g)) asked.add(text);
}
asked.delete('Align elements '); // only the start of a text; its endings are in the catalogue
for (const text of asked) if (!/^[A-Za-z]/.test(text)) asked.delete(text); // SVG's translate()

// What they write without asking: attributes of their markup, texts between tags, and what the simulation tells.
const written = new Set();
const LITERAL = [/\b(?:title|aria-label)="([^"]+)"/g, />\s*([A-Z][a-z]+(?: [A-Za-z]+)*)\s*</g];
const TOLD = [/\btext: (?:\w+ \|\| )?'([^']+)'/g, /^\s+(Simulation Log)$/gm];
for (const path of scripts('bpmn-js-token-simulation/lib')) collect(sourceOf(path), [...LITERAL, ...TOLD]);
for (const path of scripts('diagram-js/lib/features/popup-menu')) collect(sourceOf(path), LITERAL);

function collect(source, patterns) {
  for (const [, text] of patterns.flatMap((pattern) => [...source.matchAll(pattern)])) {
    for (const one of variants(text)) if (/[A-Z]/.test(one)) written.add(one);
  }
}

// "${ wait ? 'Remove' : 'Add' } pause point" is two texts, "${scope.id}" a gap.
function variants(text) {
  const choice = /\$\{[^}]*\? '(\w+)' : '(\w+)' \}/.exec(text);
  if (choice) return choice.slice(1).map((word) => text.replace(choice[0], word));
  return [text.replace(/\$\{[^}]*\}/g, '{}')].filter((one) => one !== '{}');
}

const words = read('src/editor/translate/bpmn-js.id.json');
const fixed = Object.keys(read('src/editor/translate/fixed.id.json')).map((text) => text.replace(/{\w+}/, '{}'));
const speeds = ['Slow', 'Normal', 'Fast'].map((speed) => `Set animation speed = ${speed}`);
const covered = (text) => fixed.includes(text)
  || (text === 'Set animation speed = {}' && speeds.every((one) => fixed.includes(one)));
const [id, en] = ['id', 'en'].map((language) => {
  const catalogue = read(`src/translations/${language}.json`);
  return Object.entries(catalogue).flatMap(([part, its]) => Object.keys(its).map((key) => `${part}.${key}`));
});
process.stdout.write(JSON.stringify({
  asked: asked.size,
  written: [...written].sort(),
  untranslated: [...[...asked].filter((text) => !(text in words)), ...[...written].filter((text) => !covered(text))],
  unequal: [...id.filter((key) => !en.includes(key)), ...en.filter((key) => !id.includes(key))],
}));
