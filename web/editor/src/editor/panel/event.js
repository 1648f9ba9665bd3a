// An event: its name, and the timer or message it waits for.
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { Edits } from '../sop';
import { formSection } from './formFields';
import { messageField } from './message';
import { idField, nameField, options } from './names';

const FORMS = ['timeDuration', 'timeDate', 'timeCycle'];

/** The fields of an event. */
export function eventFields(studio, element) {
  return [
    nameField(studio, element),
    ...timerFields(studio, element),
    ...messageField(studio, element),
    ...formSection(studio, element),
    idField(studio, element),
  ];
}

function timerFields({ modeler, words }, element) {
  const definitions = element.businessObject.get('eventDefinitions') ?? [];
  const timer = definitions.find((definition) => is(definition, 'bpmn:TimerEventDefinition'));
  if (!timer) return [];
  const edits = new Edits(modeler, element, element.businessObject);
  const form = FORMS.find((name) => timer.get(name)) ?? FORMS[0];
  const write = (name, body) => edits.update(timer, {
    timeDuration: undefined, timeDate: undefined, timeCycle: undefined,
    [name]: edits.create('bpmn:FormalExpression', { body }, timer),
  });
  return [
    {
      kind: 'select', key: `${element.id}.timer`, label: words.timer, value: form,
      options: options(words, 'timer', FORMS), set: (name) => write(name, timer.get(form)?.body ?? ''),
    },
    {
      kind: 'text', key: `${element.id}.timerValue`, label: words.timerValue, hint: words.timerHint,
      value: timer.get(form)?.body, set: (body) => write(form, body),
    },
  ];
}
