// Prints, as JSON, the texts of dmn-js that have no Indonesian, and those it writes without asking for a translation.
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const { metafile } = await build({
  absWorkingDir: here, entryPoints: ['src/decisions/modeler.js'], bundle: true, write: false, metafile: true,
  format: 'esm', logLevel: 'silent',
});
const sources = Object.keys(metafile.inputs)
  .filter((path) => /node_modules\/(dmn-js|diagram-js|table-js)/.test(path))
  .map((path) => [path, readFileSync(`${here}/${path}`, 'utf8').replace(/^\s*(\*|\/\/).*$/gm, '')]);

const ASKED = /(?<![\w.])(?:this\.|self\.)?_?translate\(\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)")/g;
const KEPT = [ // texts kept as data and translated where they are shown
  [/HitPolicies|ReplaceOptions|DrillDown\.js/, /\b(?:label|explanation|title): '([^']+)'/g],
  [/simple-(?:date|time|date-time)-edit\/Utils/, /return '([A-Z][^']+)'/g],
  [/DurationInput/, /: '(Must [^']+)'/g],
];
const WRITTEN = /"?(?:title|aria-label|placeholder)"?[:=] ?"([A-Z][a-z]+ [^"]+)"/g;

const asked = new Set();
const written = new Set();
for (const [path, source] of sources) {
  for (const [, one, two] of source.matchAll(ASKED)) asked.add((one ?? two).replace(/\\"/g, '"'));
  for (const [where, pattern] of KEPT) {
    if (where.test(path)) for (const [, text] of source.matchAll(pattern)) asked.add(text);
  }
  for (const [, text] of source.matchAll(WRITTEN)) written.add(text);
}
for (const text of asked) if (!/[A-Za-z]/.test(text) || /^[\d, (]/.test(text)) asked.delete(text);
const words = JSON.parse(readFileSync(`${here}/src/decisions/dmn-js.id.json`, 'utf8'));
process.stdout.write(JSON.stringify({
  asked: asked.size,
  untranslated: [...asked].filter((text) => !(text in words)),
  written: [...written],
}));
