// The SOP panel: shows what is selected as fields, writes each field as one command.
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { Form } from './form';
import { activityFields } from './activity';
import { eventFields } from './event';
import { flowFields } from './flow';
import { laneFields } from './lane';
import { nameField } from './names';
import { processFields } from './process';

/** Keeps the panel in step with the selection and with every change, undo included. */
export function addPanel(studio) {
  const { modeler, panel } = studio;
  const form = new Form(panel, () => fieldsOf(studio, selected(modeler)));
  let waiting = false;
  const refresh = () => {
    waiting = false;
    form.refresh();
  };
  // After the browser has moved the focus: a rebuilt panel would swallow the click that ended an edit.
  const later = () => {
    if (!waiting) requestAnimationFrame(refresh);
    waiting = true;
  };
  modeler.on(['selection.changed', 'commandStack.changed', 'root.set', 'panel.refresh'], later);
  refresh();
}

function selected(modeler) {
  const chosen = modeler.get('selection').get();
  const element = chosen.length === 1 ? chosen[0] : modeler.get('canvas').getRootElement();
  return element.labelTarget ?? element;
}

function fieldsOf(studio, element) {
  const kinds = [
    ['bpmn:Activity', activityFields],
    ['bpmn:SequenceFlow', flowFields],
    ['bpmn:Lane', laneFields],
    ['bpmn:Event', eventFields],
    ['bpmn:Participant', processFields],
    ['bpmn:Process', processFields],
    ['bpmn:Collaboration', processFields],
  ];
  const found = kinds.find(([type]) => is(element, type));
  return found ? found[1](studio, element) : [nameField(studio, element)];
}
