// Reads BPMN from standard input with bpmn-moddle and our descriptor, and writes what it would save.
import fs from 'node:fs';
import { createRequire } from 'node:module';

const [editor, descriptor] = process.argv.slice(2);
const require = createRequire(editor + '/package.json');
const loaded = await import(require.resolve('bpmn-moddle'));
const Moddle = loaded.BpmnModdle || loaded.default;
const camunda = JSON.parse(fs.readFileSync(require.resolve('camunda-bpmn-moddle/resources/camunda.json')));
const moddle = new Moddle({ sop: JSON.parse(fs.readFileSync(descriptor)), camunda });
const { rootElement, warnings } = await moddle.fromXML(fs.readFileSync(0, 'utf8'));
for (const warning of warnings) console.error(warning.message);
process.stdout.write((await moddle.toXML(rootElement, { format: true })).xml);
