// A sequence flow: its name, its FEEL condition, and whether it is taken when no other is.
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { Edits } from '../sop';
import { idField, nameField } from './names';

/** The fields of a sequence flow. */
export function flowFields(studio, element) {
  const { modeler, words } = studio;
  const bo = element.businessObject;
  const edits = new Edits(modeler, element, bo);
  const setCondition = (body) => modeler.get('modeling').updateProperties(element, {
    conditionExpression: body ? edits.create('bpmn:FormalExpression', { body }, bo) : undefined,
  });
  const proposed = proposal(bo);
  return [
    nameField(studio, element, words.flowName),
    ...(canBranch(bo.sourceRef) ? [
      {
        kind: 'area', key: `${bo.id}.condition`, label: words.condition, hint: words.feelHint,
        value: bo.conditionExpression?.body, set: setCondition,
      },
      ...(proposed ? [{
        kind: 'action', key: `${bo.id}.propose`, label: words.propose, hint: proposed,
        run: () => setCondition(proposed),
      }] : []),
      {
        kind: 'check', key: `${bo.id}.default`, label: words.defaultFlow, value: bo.sourceRef.default === bo,
        set: (on) => modeler.get('modeling')
          .updateProperties(element.source, { default: on ? bo : undefined }),
      },
    ] : []),
    idField(studio, element),
  ];
}

function canBranch(source) {
  return is(source, 'bpmn:ExclusiveGateway') || is(source, 'bpmn:InclusiveGateway')
    || is(source, 'bpmn:Activity');
}

// The choice that the task before a decision is asked for: its value is the slug of the flow's name.
function proposal(flow) {
  const before = flow.sourceRef.incoming ?? [];
  const task = before.length === 1 ? before[0].sourceRef : null;
  const slug = (flow.name ?? '').toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  const decides = is(flow.sourceRef, 'bpmn:ExclusiveGateway') && task && is(task, 'bpmn:UserTask');
  return decides && slug ? `${task.id}.keputusan = "${slug}"` : null;
}
