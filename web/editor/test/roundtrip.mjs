// Opens BPMN files with the editor's descriptors and writes them again; prints JSON: file -> { warnings, xml }.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { BpmnModdle } from 'bpmn-moddle';

const require = createRequire(import.meta.url);
const camunda = require('camunda-bpmn-moddle/resources/camunda.json');
const sop = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const answers = {};
for (const file of process.argv.slice(3)) {
  const moddle = new BpmnModdle({ camunda, sop });
  const { rootElement, warnings } = await moddle.fromXML(readFileSync(file, 'utf8'));
  const { xml } = await moddle.toXML(rootElement, { format: true });
  answers[file] = { warnings: warnings.map(({ message }) => message), xml };
}
process.stdout.write(JSON.stringify(answers));
