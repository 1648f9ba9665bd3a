// Puts the modeler together: bpmn-js, Camunda's attributes, the SOP cells and our small behaviours.
import Modeler from 'bpmn-js/lib/Modeler';
import CamundaBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-platform';
import minimap from 'diagram-js-minimap';
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';

import sop from '../../../../bpmn/sop-moddle.json';
import peoplesTasks from './honest/people';
import closeGap from './sop/closeGap';
import followLane from './sop/followLane';
import together from './sop/together';
import translate from './translate';
import { turnModule } from './turn';

/** A modeler on an element of the page; load one set of descriptors only (camunda and zeebe clash). */
export function createModeler(container) {
  return new Modeler({
    container,
    moddleExtensions: { camunda, sop },
    additionalModules: [CamundaBehaviors, minimap, closeGap, followLane, peoplesTasks, together, translate, turnModule],
  });
}
