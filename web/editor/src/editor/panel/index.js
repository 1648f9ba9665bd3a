// The SOP panel: shows what is selected as fields, writes each field as one command.
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { element as make } from '../../page/dom';
import { SYMBOLS } from '../findings/symbols';
import { Form } from './form';
import { activityFields } from './activity';
import { addAdvanced } from './advanced';
import { eventFields } from './event';
import { flowFields } from './flow';
import { laneFields } from './lane';
import { addChooser } from './chooser';
import { nameField } from './names';
import { processFields } from './process';

/** Keeps the panel in step with the selection and with every change, undo included. */
export function addPanel(studio) {
  const { modeler, panel } = studio;
  const faults = make('ul', { class: 'editor-faults' });
  const fields = make('div', {});
  const chooser = addChooser(studio, () => selected(modeler));
  const advanced = addAdvanced(studio, () => refresh());
  const form = new Form(fields, () => advanced.fit(fieldsOf(studio, selected(modeler))));
  panel.append(chooser.field, faults, fields, advanced.field);
  const judge = () => faults.replaceChildren(...faultsOf(studio, selected(modeler)));
  let waiting = false;
  const refresh = () => {
    waiting = false;
    chooser.refresh();
    form.refresh();
    judge();
  };
  // After the browser has moved the focus, and never between the press and the release of a button of the panel:
  // a panel drawn anew would swallow the click that ended an edit.
  const pressed = pressesOf(panel, () => waiting && refresh());
  const later = () => {
    if (!waiting) requestAnimationFrame(() => pressed() || refresh());
    waiting = true;
  };
  modeler.on(['selection.changed', 'commandStack.changed', 'root.set', 'panel.refresh'], later);
  modeler.on('findings.changed', () => {
    form.mark();
    judge();
  });
  studio.commits.push((how) => form.commit(how));
  studio.goTo = (message) => requestAnimationFrame(() => form.goTo(message));
  refresh();
}

// Whether a mouse or finger is down in the panel; `released` is called after the click it becomes.
function pressesOf(panel, released) {
  let down = false;
  const up = () => {
    if (!down) return;
    setTimeout(() => {
      down = false;
      released();
    });
  };
  panel.addEventListener('pointerdown', () => { down = true; });
  for (const end of ['pointerup', 'pointercancel']) window.addEventListener(end, up);
  return () => down;
}

// What the check says of the element, but for what its fields say themselves.
function faultsOf({ found, modeler }, element) {
  const registry = modeler.get('elementRegistry');
  const whole = element === modeler.get('canvas').getRootElement();
  const here = ({ element: id }) => (whole ? !registry.get(id ?? '') : id === element.id);
  return (found ?? []).filter((one) => here(one) && !one.field).map(({ severity, message }) => (
    make('li', { class: `fault fault-${severity}` },
      make('span', { 'aria-hidden': 'true' }, SYMBOLS[severity] ?? SYMBOLS.warning), message)));
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
