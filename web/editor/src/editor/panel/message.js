// The message a receive task or message event waits for, chosen by name; a new name makes a new message.
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { Edits } from '../sop';

/** One field, or none for elements without a message. */
export function messageField({ modeler, words }, element) {
  const bearer = messageBearer(element);
  if (!bearer) return [];
  const definitions = modeler.getDefinitions();
  const known = definitions.rootElements.filter((root) => is(root, 'bpmn:Message'));
  const edits = new Edits(modeler, element, bearer);
  return [{
    kind: 'text', whole: true, key: `${element.id}.message`, label: words.message, hint: words.messageHint,
    suggestions: known.map(({ name }) => name), value: bearer.get('messageRef')?.name,
    set: (name) => modeler.get('commandStack').execute('alur.together', {
      run: () => edits.update(bearer, {
        messageRef: name ? known.find((one) => one.name === name) ?? made(modeler, edits, definitions, name) : undefined,
      }),
    }),
  }];
}

function messageBearer({ businessObject: bo }) {
  if (is(bo, 'bpmn:ReceiveTask') || is(bo, 'bpmn:SendTask')) return bo;
  const definitions = bo.get('eventDefinitions') ?? [];
  return definitions.find((definition) => is(definition, 'bpmn:MessageEventDefinition'));
}

// A message that only this element waits for takes the new name; half of a name leaves nothing behind.
function made(modeler, edits, definitions, name) {
  const own = edits.owner.get('messageRef');
  if (!own || usesOf(modeler, own) > 1) return add(edits, definitions, name);
  edits.update(own, { name });
  return own;
}

function usesOf(modeler, message) {
  const nodes = modeler.get('elementRegistry').filter((one) => is(one, 'bpmn:FlowNode') && !one.labelTarget);
  return nodes.filter((one) => messageBearer(one)?.get('messageRef') === message).length;
}

function add(edits, definitions, name) {
  const message = edits.create('bpmn:Message', { name }, definitions);
  edits.update(definitions, { rootElements: [...definitions.rootElements, message] });
  return message;
}
