// An activity: the cells of its row, who does it, and how often.
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { Edits, extension } from '../sop';
import { cellLists } from './cells';
import { formSection } from './formFields';
import { loopFields } from './loop';
import { messageField } from './message';
import { idField, nameField, options } from './names';
import { timeFields } from './time';

const KINDS = ['task', 'wait', 'travel', 'subprocess', 'call', 'report'];
const PERFORMER = ['box', 'alternative', 'assistant', 'system', 'checker'];

/** The fields of an activity. */
export function activityFields(studio, element) {
  const { modeler, words } = studio;
  const bo = element.businessObject;
  const edits = new Edits(modeler, element, bo);
  const step = extension(bo, 'sop:Step');
  const cell = (name, kind = 'text', more = {}) => ({
    kind, key: `${element.id}.${name}`, label: words[name], value: step?.get(name), ...more,
    set: (value) => edits.updateExtension('sop:Step', { [name]: value === '' ? undefined : value }),
  });
  const { requirements, outputs, sources } = cellLists(studio, element, edits, step);
  return [
    { kind: 'section', key: 'row', label: words.row, fields: [
      cell('number'), nameField(studio, element, words.activity),
      { kind: 'note', key: `${element.id}.lane`, label: words.performer, value: performer(bo) },
      cell('minOfficers', 'number', { min: 1 }),
    ] },
    { kind: 'section', key: 'requirements', label: words.requirements, fields: [requirements] },
    { kind: 'section', key: 'time', label: words.time, fields: timeFields(studio, element, edits, step) },
    { kind: 'section', key: 'outputs', label: words.outputs, fields: [outputs] },
    ...calls(studio, element),
    ...formSection(studio, element),
    { kind: 'section', key: 'remark', label: words.remark, fields: [cell('remark', 'area')] },
    { kind: 'section', key: 'notes', label: words.notes, closed: !step?.get('assumption'), advanced: !step?.get('assumption'), fields: [
      cell('assumption', 'area', { rows: 4 }), cell('ocrText', 'area'),
    ] },
    { kind: 'section', key: 'sources', label: words.sourceList, closed: true, advanced: true, fields: [sources] },
    { kind: 'section', key: 'details', label: words.details, closed: true, advanced: true, fields: [
      idField(studio, element), cell('kind', 'select', { options: options(words, 'stepKind', KINDS, '') }),
      ...PERFORMER.map((name) => cell(name)), cell('checklistRef'), cell('question', 'text', { hint: words.questionHint }),
      cell('raises', 'text', { hint: words.raisesHint }), ...assignment(studio, element), ...loopFields(studio, element, edits),
    ] },
  ];
}

function performer(bo) {
  return (bo.get('lanes') ?? []).map(({ name }) => name).join(', ');
}

function assignment({ modeler, words }, element) {
  if (!is(element, 'bpmn:UserTask')) return [];
  return ['candidateGroups', 'candidateUsers', 'assignee', 'priority'].map((name) => ({
    kind: 'text', key: `${element.id}.${name}`, label: words[name], hint: words[`${name}Hint`],
    value: element.businessObject.get(`camunda:${name}`),
    set: (value) => modeler.get('modeling')
      .updateProperties(element, { [`camunda:${name}`]: value || undefined }),
  }));
}

// What the step calls, waits for or asks: without it the step cannot run, so it stands open.
function calls(studio, element) {
  const fields = [...called(studio, element), ...messageField(studio, element), ...decision(studio, element)];
  return fields.length ? [{ kind: 'section', key: 'calls', label: studio.words.calls, fields }] : [];
}

function decision({ modeler, words, facts }, element) {
  if (!is(element, 'bpmn:BusinessRuleTask')) return [];
  return [{
    kind: 'text', key: `${element.id}.decisionRef`, label: words.decisionRef, hint: words.decisionRefHint,
    suggestions: facts.decisions ?? [], value: element.businessObject.get('camunda:decisionRef'),
    set: (reference) => modeler.get('modeling').updateProperties(element, { 'camunda:decisionRef': reference || undefined }),
  }];
}

function called({ modeler, words, facts }, element) {
  if (!is(element, 'bpmn:CallActivity')) return [];
  const known = modeler.getDefinitions().rootElements.filter((root) => is(root, 'bpmn:Process'));
  const called = element.businessObject.calledElement;
  const elsewhere = called && !known.some(({ id }) => id === called) ? called : '';
  const set = (id) => modeler.get('modeling').updateProperties(element, { calledElement: id || undefined });
  return [{
    kind: 'select', key: `${element.id}.called`, label: words.calledElement, value: elsewhere ? '' : called,
    options: [['', ''], ...known.map(({ id, name }) => [id, name || id])], set,
  }, {
    kind: 'text', key: `${element.id}.calledSop`, label: words.calledSop, hint: words.calledSopHint,
    suggestions: facts.sops ?? [], value: elsewhere, set,
  }];
}
