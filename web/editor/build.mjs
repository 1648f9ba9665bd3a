// Builds the pages' scripts and styles into web/static/dist; run by `make bundle`.
import { build } from 'esbuild';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outdir = here('../static/dist');

await rm(outdir, { recursive: true, force: true });
const { errors, warnings } = await build({
  absWorkingDir: here('.'),
  entryPoints: {
    app: 'src/app/index.js',
    viewer: 'src/viewer/index.js',
    editor: 'src/editor/index.js',
  },
  outdir,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome110', 'firefox115', 'safari16'],
  // Fonts stay files of their own: data: addresses in a style sheet would need a wider policy.
  loader: { '.woff2': 'file', '.woff': 'file', '.ttf': 'file', '.eot': 'file', '.svg': 'file' },
  assetNames: 'fonts/[name]-[hash]',
  legalComments: 'linked',
  logLevel: 'warning',
});
if (errors.length || warnings.length) process.exit(1);
