// A removed step leaves no gap: what led to it leads on to what followed it, and its notes go with it.
// bpmn-js does so itself where a step has two flows and nothing else; ours have notes and ways back.
import { is } from 'bpmn-js/lib/util/ModelUtil';

const FIRST = 1500; // before bpmn-js takes the flows away

class CloseGap {
  constructor(eventBus, modeling, rules) {
    eventBus.on('commandStack.shape.delete.preExecute', FIRST, ({ context: { shape, hints } }) => {
      if (hints?.nested || !is(shape, 'bpmn:FlowNode') || shape.labelTarget) return;
      const [before, after] = [shape.incoming, shape.outgoing]
        .map((all) => all.filter((one) => is(one, 'bpmn:SequenceFlow')));
      const notes = notesOf(shape);
      const target = after.length === 1 ? after[0].target : null;
      if (notes.length) modeling.removeElements(notes);
      if (!target || target === shape || (shape.incoming.length === 1 && shape.outgoing.length === 1)) return;
      for (const flow of before.filter(({ source }) => source !== shape && source !== target)) {
        if (!rules.allowed('connection.reconnect', { connection: flow, source: flow.source, target })) continue;
        modeling.reconnectEnd(flow, target, { x: target.x + target.width / 2, y: target.y + target.height / 2 });
      }
    });
  }
}
CloseGap.$inject = ['eventBus', 'modeling', 'rules'];

// Text annotations that belong to this shape alone.
function notesOf(shape) {
  const linked = [...shape.incoming.map(({ source }) => source), ...shape.outgoing.map(({ target }) => target)];
  return linked.filter((one) => is(one, 'bpmn:TextAnnotation') && one.incoming.length + one.outgoing.length === 1);
}

export default { __init__: ['closeGap'], closeGap: ['type', CloseGap] };
