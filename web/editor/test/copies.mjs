// Copies every activity and process of BPMN files as the editor does on paste and on a change of type; prints what
// of their extension elements and attributes is lost, as JSON: [file, element, type, part].
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { BpmnModdle } from 'bpmn-moddle';

const require = createRequire(import.meta.url);
const TYPES = ['UserTask', 'ManualTask', 'ReceiveTask', 'BusinessRuleTask', 'CallActivity', 'SubProcess']
  .map((name) => `bpmn:${name}`);
const [descriptor, ...files] = process.argv.slice(2);

// bpmn-js is written for bundlers: its own parts that copy are put together here as in the editor.
const { outputFiles } = await build({
  stdin: {
    contents: `
      export { default as EventBus } from 'diagram-js/lib/core/EventBus';
      export { default as BpmnFactory } from 'bpmn-js/lib/features/modeling/BpmnFactory';
      export { default as ModdleCopy } from 'bpmn-js/lib/features/copy-paste/ModdleCopy';`,
    resolveDir: fileURLToPath(new URL('..', import.meta.url)),
  },
  bundle: true, write: false, format: 'esm', platform: 'node', logLevel: 'error',
});
const { EventBus, BpmnFactory, ModdleCopy } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);

let copied = 0;
const lost = [];
for (const file of files) {
  const moddle = new BpmnModdle({
    camunda: require('camunda-bpmn-moddle/resources/camunda.json'), sop: JSON.parse(readFileSync(descriptor, 'utf8')),
  });
  let number = 0;
  moddle.ids = { assigned: () => true, claim: () => {}, nextPrefixed: (prefix) => `${prefix}${number += 1}` };
  const { rootElement } = await moddle.fromXML(readFileSync(file, 'utf8'));
  const copier = new ModdleCopy(new EventBus(), new BpmnFactory(moddle), moddle);
  for (const element of activities(rootElement)) {
    for (const type of TYPES) {
      const made = copier.copyElement(element, moddle.create(type));
      copied += 1;
      for (const part of missing(written(element), written(made))) lost.push([file, element.id, type, part]);
    }
  }
}
process.stdout.write(JSON.stringify({ copied, lost }));

function* activities(element) {
  if (element.$instanceOf('bpmn:Activity')) yield element;
  const children = [...(element.rootElements ?? []), ...(element.flowElements ?? [])];
  for (const child of children) yield* activities(child);
}

// Each thing said in sop: and camunda: of an element, as text.
function written({ extensionElements }) {
  return (extensionElements?.values ?? []).flatMap((value) => said(value, value.$type));
}

function said(value, path) {
  return value.$descriptor.properties.flatMap((property) => {
    const its = value[property.name.replace(/^\w+:/, '')] ?? value[property.name];
    const own = `${path}/${property.name}`;
    return (Array.isArray(its) ? its : [its]).filter((one) => one !== undefined && one !== null)
      .flatMap((one) => (one.$type ? said(one, own) : [`${own}=${one}`]));
  });
}

function missing(wanted, found) {
  const left = [...found];
  return wanted.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
