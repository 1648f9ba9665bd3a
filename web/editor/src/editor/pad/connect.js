// Joining two shapes without a mouse: a menu of every shape a flow may lead to, found by typing.
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { extension } from '../sop';

const MENU = 'alur-connect';

/** Opens the menu at an entry of the pad; what is chosen there becomes the end of a new flow. */
export function connectTo({ modeler, words }, entry) {
  const menu = modeler.get('popupMenu');
  const [source] = modeler.get('selection').get();
  provide(modeler);
  const { left: x, bottom: y } = entry.getBoundingClientRect();
  menu.open(source, MENU, { x, y, cursor: { x, y } }, { title: words.connectTo, width: 320, search: true });
}

const known = new WeakSet();

function provide(modeler) {
  if (known.has(modeler)) return;
  known.add(modeler);
  modeler.get('popupMenu').registerProvider(MENU, {
    getPopupMenuEntries: (source) => Object.fromEntries(targetsOf(modeler, source).map((target) => [target.id, {
      label: nameOf(target),
      action: () => {
        const made = modeler.get('modeling').connect(source, target);
        modeler.get('selection').select(made);
      },
    }])),
  });
}

function targetsOf(modeler, source) {
  const rules = modeler.get('rules');
  const joined = new Set(source.outgoing.map(({ target }) => target));
  return modeler.get('elementRegistry').filter((one) => is(one, 'bpmn:FlowNode') && !one.labelTarget && !joined.has(one)
    && one !== source && rules.allowed('connection.create', { source, target: one }));
}

function nameOf({ businessObject, id }) {
  const number = extension(businessObject, 'sop:Step')?.get('number');
  return [number && `${number}.`, businessObject.name || id].filter(Boolean).join(' ').replace(/\s+/g, ' ');
}
