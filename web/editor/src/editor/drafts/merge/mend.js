// After two copies are joined: nothing may point to what is not there any more.
import { byId, isDrawn } from './fields';

/** Takes flows without ends, names without things and drawings of nothing away. */
export function mend(doc) {
  let all = byId(doc);
  const gone = (id) => id !== null && !all.has(id);
  const flows = [...all.values()].filter(({ localName }) => ['sequenceFlow', 'association'].includes(localName));
  for (const flow of flows) {
    if (['sourceRef', 'targetRef'].some((end) => gone(flow.getAttribute(end)))) flow.remove();
  }
  all = byId(doc);
  for (const one of [...all.values()]) {
    if (one.localName === 'boundaryEvent' && gone(one.getAttribute('attachedToRef'))) one.remove();
    if (gone(one.getAttribute('default'))) one.removeAttribute('default');
    for (const child of [...one.children]) {
      if (['incoming', 'outgoing', 'flowNodeRef'].includes(child.localName) && gone(child.textContent.trim())) child.remove();
    }
  }
  all = byId(doc);
  for (const one of [...all.values()].filter(isDrawn)) if (gone(one.getAttribute('bpmnElement'))) one.remove();
}
