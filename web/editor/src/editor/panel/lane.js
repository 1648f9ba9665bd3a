// A lane: its name and the role that works in it.
import { extensions } from '../sop';
import { nameField } from './names';

/** The fields of a lane. */
export function laneFields(studio, element) {
  const { modeler, words } = studio;
  const roles = modeler.getDefinitions().rootElements
    .flatMap((root) => extensions(root, 'sop:Role').map((role) => role.get('key')));
  return [
    nameField(studio, element, words.laneName),
    {
      kind: 'text', key: `${element.id}.role`, label: words.role, hint: words.roleHint,
      suggestions: [...new Set(roles)], value: element.businessObject.get('sop:role'),
      set: (role) => modeler.get('modeling').updateProperties(element, { 'sop:role': role || undefined }),
    },
  ];
}
