// Runs pluginWork.js under node: bpmn-js's modules name each other as bundlers read them, so they are bundled first.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const { outputFiles } = await build({
  absWorkingDir: here, entryPoints: ['pluginWork.js'], bundle: true, write: false, platform: 'node', format: 'esm',
});
await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
