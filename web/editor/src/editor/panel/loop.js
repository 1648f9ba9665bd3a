// How often a repeated activity runs (the repetition itself is switched on in the context pad).
import { is } from 'bpmn-js/lib/util/ModelUtil';

/** Fields of multi-instance characteristics, none for an activity that runs once. */
export function loopFields({ words }, element, edits) {
  const loop = element.businessObject.get('loopCharacteristics');
  if (!loop || !is(loop, 'bpmn:MultiInstanceLoopCharacteristics')) return [];
  return ['loopCardinality', 'completionCondition'].map((name) => ({
    kind: 'text', key: `${element.id}.${name}`, label: words[name], hint: words.feelHint,
    value: loop.get(name)?.body,
    set: (body) => edits.update(loop, {
      [name]: body ? edits.create('bpmn:FormalExpression', { body }, loop) : undefined,
    }),
  }));
}
