// A list of everything that can be edited, in the table's order: the way to each element without a mouse.
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { element } from '../../page/dom';
import { extension } from '../sop';
import { lookAt } from '../view/look';

const SHOWN = ['bpmn:Participant', 'bpmn:Lane', 'bpmn:FlowNode', 'bpmn:SequenceFlow'];
const LENGTH = 60; // characters of a name

/** { field, refresh }: the labelled select, and a function that brings it up to date. */
export function addChooser({ modeler, words }, selected) {
  const select = element('select', { id: 'editor-chooser', onchange: () => choose(modeler, select.value) });
  const field = element('div', { class: 'field field-select' },
    element('label', { for: select.id }, words.chooser), select);
  let drawn = '';
  const refresh = () => {
    const groups = listed(modeler, words);
    const now = JSON.stringify(groups);
    if (now !== drawn) select.replaceChildren(...groups.map(optionGroup));
    drawn = now;
    select.value = selected().id;
  };
  return { field, refresh };
}

function optionGroup([label, pairs]) {
  return element('optgroup', { label }, ...pairs.map(([value, text]) => element('option', { value }, text)));
}

function choose(modeler, id) {
  const shape = modeler.get('elementRegistry').get(id);
  const canvas = modeler.get('canvas');
  if (shape === canvas.getRootElement()) {
    modeler.get('selection').select(null);
    return;
  }
  modeler.get('selection').select(shape);
  lookAt({ modeler }, shape);
}

function listed(modeler, words) {
  const root = modeler.get('canvas').getRootElement();
  const shapes = modeler.get('elementRegistry').filter((shape) => !shape.labelTarget && shape !== root
    && SHOWN.some((type) => is(shape, type)));
  const of = (test) => shapes.filter(test).map((shape) => [shape.id, nameOf(shape)]);
  const steps = shapes.filter((shape) => is(shape, 'bpmn:Activity')).sort((a, b) => rowOf(a) - rowOf(b));
  return [
    [words.chooserWhole, [[root.id, words.process], ...of((shape) => is(shape, 'bpmn:Participant'))]],
    [words.chooserSteps, steps.map((shape) => [shape.id, nameOf(shape)])],
    [words.chooserEvents, of((shape) => is(shape, 'bpmn:Event') || is(shape, 'bpmn:Gateway'))],
    [words.chooserFlows, of((shape) => is(shape, 'bpmn:SequenceFlow') && shape.businessObject.name)],
    [words.chooserLanes, of((shape) => is(shape, 'bpmn:Lane'))],
  ].filter(([, pairs]) => pairs.length);
}

function rowOf({ businessObject }) {
  return extension(businessObject, 'sop:Step')?.get('row') ?? Infinity;
}

function nameOf({ businessObject, id }) {
  const number = extension(businessObject, 'sop:Step')?.get('number');
  const name = businessObject.name || id;
  const from = businessObject.sourceRef?.name;
  const whole = [number && `${number}.`, from && `${from} →`, name].filter(Boolean).join(' ').replace(/\s+/g, ' ');
  return whole.length > LENGTH ? `${whole.slice(0, LENGTH)}…` : whole;
}
