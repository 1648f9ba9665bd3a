// Puts the DMN modeler together: dmn-js with our words, FEEL alone, and the types our engine knows.
import Modeler from 'dmn-js/lib/Modeler';

import translate from './translate';

const VIEWS = ['drd', 'decisionTable', 'literalExpression', 'boxedExpression'];
const TYPES = ['string', 'boolean', 'integer', 'number', 'date', 'time', 'dateTime', 'dayTimeDuration', 'yearMonthDuration', 'Any'];

/** A modeler on an element of the page. */
export function createModeler(container) {
  const common = { dataTypes: [...TYPES], debounceInput: false };
  const ours = Object.fromEntries(VIEWS.map((view) => [view, { additionalModules: [translate] }]));
  const modeler = new Modeler({ container, common, ...ours });
  // The file's own types are offered too; views read this list when they are first opened.
  modeler.on('import.parse.complete', ({ definitions }) => {
    const own = (definitions?.itemDefinition ?? []).map(({ name }) => name);
    common.dataTypes.splice(0, Infinity, ...TYPES, ...own.filter(Boolean));
  });
  return modeler;
}
