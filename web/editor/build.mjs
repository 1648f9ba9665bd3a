// Builds the pages' scripts and styles into web/static/dist; run by `make bundle`.
import { build } from 'esbuild';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outdir = here('../static/dist');

await rm(outdir, { recursive: true, force: true });
const shared = {
  absWorkingDir: here('.'),
  outdir,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome110', 'firefox115', 'safari16'],
  // Fonts stay files of their own: data: addresses in a style sheet would need a wider policy.
  loader: { '.woff2': 'file', '.woff': 'file', '.ttf': 'file', '.eot': 'file', '.svg': 'file' },
  assetNames: 'fonts/[name]-[hash]',
  legalComments: 'none', // licences.txt carries every text whole
  metafile: true,
  logLevel: 'warning',
  plugins: [{ name: 'adopted-styles', setup: adoptedStyles }],
};
// Every page's scripts are one file each; the editors load some of theirs on demand, in files of their own.
const built = await Promise.all([
  build({ ...shared, entryPoints: { app: 'src/app/index.js', viewer: 'src/viewer/index.js' } }),
  build({
    ...shared, entryPoints: { editor: 'src/editor/index.js' }, splitting: true, chunkNames: 'chunks/[name]-[hash]',
  }),
  build({ ...shared, entryPoints: { decisions: 'src/decisions/index.js' } }),
]);
if (built.some(({ errors, warnings }) => errors.length || warnings.length)) process.exit(1);
const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
await writeFile(`${outdir}/licences.txt`, await licences(inputs));

// CodeMirror (dmn-js) writes a style element into the page, which the policy forbids; as an adopted sheet it is allowed.
function adoptedStyles({ onLoad }) {
  onLoad({ filter: /node_modules[\\/]style-mod[\\/]src[\\/]style-mod\.js$/ }, async ({ path }) => {
    const source = await readFile(path, 'utf8');
    const contents = source.replace('if (!root.head && root.adoptedStyleSheets', 'if (root.adoptedStyleSheets');
    if (contents === source) return { errors: [{ text: 'style-mod has changed: see adoptedStyles in build.mjs' }] };
    return { contents, loader: 'js' };
  });
}

// The licence texts of every package that went into the bundles.
async function licences(inputs) {
  const found = inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean);
  const texts = [...new Set(found)].sort().map(async (name) => {
    const folder = here(`node_modules/${name}`);
    const { version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(`${folder}/${file}`, 'utf8') : `License: ${license}`;
    return `${name} ${version}\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}
