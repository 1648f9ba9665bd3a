// The process: its name, the identity block (PermenPANRB 35/2012), pelaksana, and what is doubtful in the source.
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { Edits, extension, extensions } from '../sop';
import { keyOf, moves } from './moves';
import { nameField, options } from './names';
import { timeStandard } from './time';

const TEXTS = ['title', 'unit', 'number', 'createdOn', 'revisedOn', 'effectiveOn', 'approvedBy', 'status', 'summary'];
const BEGUN = ['staff', 'applicant', 'called'];
const LISTS = ['legalBasis', 'qualification', 'related', 'equipment', 'warning', 'record',
  'prerequisite', 'adminRequirement'];

/** The fields of a pool, or of the main process when nothing is selected. */
export function processFields(studio, element) {
  const { modeler, words } = studio;
  const process = processOf(modeler, element);
  const name = is(element, 'bpmn:Collaboration') ? [] : [nameField(studio, element)];
  if (!process) return name;
  const edits = new Edits(modeler, element, process);
  return [
    ...name,
    { kind: 'section', key: 'identity', label: words.identity, fields: [
      ...TEXTS.map((field) => identityText(studio, process, edits, field)),
      begunBy(studio, process, edits),
      ...LISTS.map((field) => identityList(studio, process, edits, field)),
    ] },
    { kind: 'section', key: 'roles', label: words.roles, closed: true,
      fields: [roleList(studio, process, edits)] },
    { kind: 'section', key: 'standards', label: words.standards, closed: true,
      fields: [standardList(studio, process, edits)] },
    ...doubts(studio, process),
  ];
}

function processOf(modeler, element) {
  if (is(element, 'bpmn:Process')) return element.businessObject;
  if (is(element, 'bpmn:Participant')) return element.businessObject.processRef;
  const all = modeler.getDefinitions().rootElements.filter((root) => is(root, 'bpmn:Process'));
  return all.find((one) => extension(one, 'sop:Identity')) ?? all[0];
}

function identityText({ words }, process, edits, name) {
  return {
    kind: 'text', key: `${process.id}.${name}`, label: words[`identity.${name}`],
    value: extension(process, 'sop:Identity')?.get(name),
    set: (value) => edits.updateExtension('sop:Identity', { [name]: value || undefined }),
  };
}

// Staff is what an SOP says that says nothing.
function begunBy({ words }, process, edits) {
  return {
    kind: 'select', key: `${process.id}.begunBy`, label: words.begunBy, options: options(words, 'begunBy', BEGUN),
    value: extension(process, 'sop:Identity')?.get('begunBy') ?? BEGUN[0],
    set: (value) => edits.updateExtension('sop:Identity', { begunBy: value === BEGUN[0] ? undefined : value }),
  };
}

// What the whole service promises (standar pelayanan), each with its source.
function standardList({ words }, process, edits) {
  const key = `${process.id}.standard`;
  const all = extensions(process, 'sop:ServiceStandard');
  const others = (process.get('extensionElements')?.get('values') ?? []).filter((one) => !all.includes(one));
  const write = (items) => edits.update(process.get('extensionElements'), { values: [...others, ...items] });
  return {
    kind: 'list', key, label: words.standardList,
    items: all.map((standard, place) => {
      const own = `${key}.${keyOf(standard)}`;
      const field = (name, kind, more = {}) => ({
        kind, key: `${own}.${name}`, label: words[`standard.${name}`], value: standard.get(name),
        set: (value) => edits.update(standard, { [name]: value || undefined }), ...more,
      });
      return { kind: 'item', key: own, label: `${place + 1}`, fields: [
        field('appliesTo', 'area', {
          hint: words.onePerLine, value: standard.get('appliesTo').join('\n'),
          set: (value) => edits.update(standard, { appliesTo: value.split('\n').map((one) => one.trim()).filter(Boolean) }),
        }),
        ...timeStandard({ words, edits, time: standard.get('time'), key: `${own}.time` },
          (properties) => edits.update(standard, { time: edits.create('sop:Time', properties, standard) })),
        field('source', 'text'), field('remark', 'area'),
        ...moves({ words, items: all, write, key: own, name: place + 1 }, standard),
      ] };
    }),
    add: { kind: 'action', key: `${key}.add`, label: words.standardAdd, run: () => {
      edits.addExtension('sop:ServiceStandard', {});
      return undefined;
    } },
  };
}

function identityList({ words }, process, edits, name) {
  return {
    kind: 'area', key: `${process.id}.${name}`, label: words[`identity.${name}`], hint: words.onePerLine,
    value: (extension(process, 'sop:Identity')?.get(name) ?? []).join('\n'),
    set: (value) => edits.updateExtension('sop:Identity', {
      [name]: value.split('\n').map((line) => line.trim()).filter(Boolean),
    }),
  };
}

function roleList({ words }, process, edits) {
  const key = `${process.id}.role`;
  return {
    kind: 'list', key, label: words.roleList,
    items: extensions(process, 'sop:Role').map((role, place) => ({
      kind: 'item', key: `${key}.${place}`, label: role.get('key') ?? '',
      fields: [
        ...['key', 'label'].map((name) => ({
          kind: 'text', key: `${key}.${place}.${name}`, label: words[`role.${name}`], value: role.get(name),
          set: (value) => edits.update(role, { [name]: value }),
        })),
        { kind: 'action', key: `${key}.${place}.remove`, label: words.remove,
          run: () => edits.removeExtension(role) },
      ],
    })),
    add: { kind: 'action', key: `${key}.add`, label: words.roleAdd,
      run: () => edits.addExtension('sop:Role', { key: '', label: '' }) },
  };
}

function doubts({ words }, process) {
  const found = extensions(process, 'sop:OcrDoubt');
  if (!found.length) return [];
  return [{
    kind: 'section', key: 'doubts', label: words.doubts, closed: true, advanced: true,
    fields: found.map((doubt, place) => ({
      kind: 'note', key: `${process.id}.doubt.${place}`, label: doubt.get('place'),
      value: [doubt.get('text'), doubt.get('chosen'), doubt.get('reason')].filter(Boolean).join(' → '),
    })),
  }];
}
