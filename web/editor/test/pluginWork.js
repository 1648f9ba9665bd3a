// Loads the desktop Modeler's plugin as the Modeler does, then opens, copies, morphs, edits and saves diagrams headless
// with bpmn-js's own copying. Run by plugin.mjs with client.js and files; prints JSON: file -> { warnings, xml, lost, edited }.
import { BpmnModdle } from 'bpmn-moddle';
import BpmnFactory from 'bpmn-js/lib/features/modeling/BpmnFactory';
import ModdleCopy from 'bpmn-js/lib/features/copy-paste/ModdleCopy';
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';
import EventBus from 'diagram-js/lib/core/EventBus';
import { Ids } from 'ids';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

import { readTimeText } from '../src/editor/sop/timeText.js';

const MORPHS = ['bpmn:UserTask', 'bpmn:ManualTask', 'bpmn:ServiceTask', 'bpmn:BusinessRuleTask', 'bpmn:CallActivity'];

// The parts of the Modeler's panel that the plugin uses; its fields hand their props over instead of being drawn.
const entry = (name) => Object.assign(() => null, { entry: name });
const window = {
  vendor: { propertiesPanel: {
    common: { TextFieldEntry: entry('field'), TextAreaEntry: entry('area') },
    preact: { root: { h: (component, props) => ({ component, props }) } },
  } },
};
const [client, ...files] = process.argv.slice(2);
vm.runInNewContext(readFileSync(client, 'utf8'), { window });
const registered = Object.fromEntries(window.plugins.map(({ type, plugin }) => [type, plugin]));
const sop = registered['bpmn.modeler.moddleExtension'];
const Panel = registered['bpmn.modeler.additionalModules'].alurSop[1];

const answers = {};
for (const file of files) answers[file] = await opened(readFileSync(file, 'utf8'));
process.stdout.write(JSON.stringify({ files: answers, times: times() }));

async function opened(source) {
  const moddle = withIds();
  const { rootElement, elementsById, warnings } = await moddle.fromXML(source);
  const { xml } = await moddle.toXML(rootElement, { format: true });
  const activities = Object.values(elementsById).filter((one) => one.$instanceOf('bpmn:Activity') && cells(one));
  const factory = new BpmnFactory(moddle);
  const copier = new ModdleCopy(new EventBus(), factory, moddle);
  const lost = [];
  for (const one of activities) {
    for (const type of new Set([one.$type, ...MORPHS])) {
      const copy = copier.copyElement(one, factory.create(type, {}));
      if (said(cells(copy)) !== said(cells(one))) lost.push(`${one.id} ${type}`);
    }
  }
  const edited = await editedBy(moddle, rootElement, factory, activities[0]);
  return { warnings: warnings.map(({ message }) => message), xml, activities: activities.length, lost, edited };
}

// As the Modeler makes it: new elements take their ids from here.
function withIds() {
  return Object.assign(new BpmnModdle({ camunda, sop }), { ids: new Ids([32, 36, 1]) });
}

// Every cell of an activity, whatever its type.
function cells(activity) {
  return activity.get('extensionElements')?.get('values').filter(({ $type }) => $type.startsWith('sop:'));
}

// What cells say, in whatever order their attributes were set.
function said(found) {
  return JSON.stringify(found, (_, value) => (value?.$type
    ? Object.fromEntries(Object.entries({ ...value, $type: value.$type }).sort())
    : value));
}

// The panel's fields filled one after the other, each change as the Modeler's command would make it.
async function editedBy(moddle, root, factory, activity) {
  const services = {
    bpmnFactory: factory,
    debounceInput: (run) => run,
    modeling: { updateModdleProperties: (element, target, properties) => Object.entries(properties)
      .forEach(([name, value]) => target.set(name, value)) },
  };
  const panel = { registerProvider(priority, provider) { this.provider = provider; } };
  new Panel(panel, { get: (name) => services[name] });
  const groups = panel.provider.getGroups({ businessObject: activity })([]);
  const fields = Object.fromEntries(groups[0].entries.map(({ id, component }) => [id, component().props]));
  const before = Object.fromEntries(Object.entries(fields).map(([id, field]) => [id, field.getValue()]));
  fields['alur-sop-number'].setValue('1a');
  fields['alur-sop-time'].setValue('2 hari kerja');
  fields['alur-sop-remark'].setValue('Diubah di Modeler');
  fields['alur-sop-output'].setValue('Berita acara\nTanda terima');
  fields['alur-sop-requirement'].setValue(`${before['alur-sop-requirement']}\nRekam medis`.trim());
  const { xml } = await moddle.toXML(root, { format: true });
  return { element: activity.id, before, xml };
}

// How the plugin and Alur's editor read the same words.
function times() {
  const said = ['3 menit', '1 jam', '2 hari kerja', '5 hari kalender', '30 menit kerja', '1 bulan', 'sesuai jadwal', '2  JAM '];
  const moddle = withIds();
  const services = { bpmnFactory: new BpmnFactory(moddle), debounceInput: null, modeling: {
    updateModdleProperties: (element, target, properties) => Object.entries(properties).forEach(([name, value]) => target.set(name, value)) } };
  return said.map((text) => {
    const task = moddle.create('bpmn:UserTask', { id: 'a' });
    const panel = { registerProvider(priority, provider) { this.provider = provider; } };
    new Panel(panel, { get: (name) => services[name] });
    const [group] = panel.provider.getGroups({ businessObject: task })([]);
    group.entries.find(({ id }) => id === 'alur-sop-time').component().props.setValue(text);
    const { amount, kind, unit } = cells(task)[0].get('time');
    const read = readTimeText(text);
    return { text, same: amount === read.amount && unit === read.unit && kind === (read.kind ?? 'none') };
  });
}
