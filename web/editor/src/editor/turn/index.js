// Pelaksana as columns, as in the official table, or as rows: one command turns every pool of the diagram.
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { showReadable } from '../../page/readable';
import { toolButton } from '../toolbar';
import { icon } from '../toolbar/icons';
import { turned } from './geometry';

const COMMAND = 'alur.turn';

class Turn {
  constructor(bpmnUpdater) {
    this.updater = bpmnUpdater;
  }

  execute({ after }) {
    return this.#apply(after);
  }

  revert({ before }) {
    return this.#apply(before);
  }

  #apply(places) {
    for (const [element, { bounds, waypoints, isHorizontal }] of places) {
      if (isHorizontal !== undefined) element.di.isHorizontal = isHorizontal;
      if (waypoints) {
        element.waypoints = waypoints;
        this.updater.updateConnectionWaypoints(element);
      } else {
        Object.assign(element, bounds);
        this.updater.updateBounds(element);
      }
    }
    return [...places.keys()];
  }
}
Turn.$inject = ['bpmnUpdater'];

class TurnRegistration {
  constructor(commandStack) {
    commandStack.registerHandler(COMMAND, Turn);
  }
}
TurnRegistration.$inject = ['commandStack'];

export const turnModule = { __init__: ['turnPools'], turnPools: ['type', TurnRegistration] };

/** Adds the button; it says which way the lanes will run. */
export function addTurn(studio, covered) {
  const { modeler, tools, words } = studio;
  const pools = () => modeler.get('elementRegistry').filter((one) => is(one, 'bpmn:Participant') && one.children.length);
  const button = toolButton(icon('turn'), words.turnRows, () => {
    studio.show('diagram');
    const [first] = pools();
    const horizontal = first.di.isHorizontal === false;
    const others = pools().filter((one) => (one.di.isHorizontal === false) === horizontal);
    const { before, after } = turned(modeler, others, horizontal);
    modeler.get('commandStack').execute(COMMAND, { before, after });
    showReadable(modeler.get('canvas'), undefined, covered);
  });
  const judge = () => {
    const [first] = pools();
    button.disabled = !first;
    const label = first?.di.isHorizontal === false ? words.turnRows : words.turnColumns;
    button.title = label;
    button.setAttribute('aria-label', label);
  };
  modeler.on(['commandStack.changed', 'import.done'], judge);
  judge();
  tools.append(button);
}
