// Opens DMN files as the editor does and writes them again; prints JSON: file -> { warnings, xml }.
import { DmnModdle } from 'dmn-moddle';
import { readFileSync } from 'node:fs';

import { restored } from '../src/decisions/comments.js';

const answers = {};
for (const file of process.argv.slice(2)) {
  const source = readFileSync(file, 'utf8');
  const moddle = new DmnModdle();
  const { rootElement, warnings } = await moddle.fromXML(source, 'dmn:Definitions');
  const { xml } = await moddle.toXML(rootElement, { format: true });
  answers[file] = { warnings: warnings.map(({ message }) => message), xml: restored(source, xml) };
}
process.stdout.write(JSON.stringify(answers));
