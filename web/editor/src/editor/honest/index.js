// Greys in the menus what the engine does not run, and says what to use instead; the page brings the list.
import * as options from 'bpmn-js/lib/features/replace/ReplaceOptions';

const LAST = 100; // after bpmn-js has made its entries
const HEADER = { // entries without a target -> the element or attribute they would write
  'toggle-participant-multiplicity': 'participantMultiplicity',
  'toggle-loop': 'standardLoopCharacteristics',
  'toggle-parallel-mi': 'multiInstanceLoopCharacteristics',
  'toggle-sequential-mi': 'multiInstanceLoopCharacteristics',
};
const APPENDED = { // entries of the context pad -> what they would append
  'append.condition-intermediate-event': ['intermediateCatchEvent', 'conditionalEventDefinition'],
  'append.signal-intermediate-event': ['intermediateCatchEvent', 'signalEventDefinition'],
  'append.compensation-activity': ['compensateEventDefinition'],
};
const TARGETS = new Map(Object.values(options)
  .flatMap((group) => (Array.isArray(group) ? group : Object.values(group).flat()))
  .filter((option) => option.target).map(({ actionName, target }) => [actionName, target]));

/** Greys entries of the replace menu and leaves entries of the context pad out. */
export function addHonesty({ modeler, words, facts: { refused } }) {
  if (!refused) return;
  modeler.get('popupMenu').registerProvider('bpmn-replace', LAST, {
    getPopupMenuEntries: () => (entries) => greyed(entries, (name) => why(refused, partsOf(TARGETS.get(name))), words),
    getPopupMenuHeaderEntries: () => (entries) => greyed(entries, (name) => why(refused, [HEADER[name]]), words),
  });
  modeler.get('contextPad').registerProvider(LAST, {
    getContextPadEntries: () => (entries) => Object.fromEntries(Object.entries(entries)
      .filter(([name]) => !why(refused, APPENDED[name] ?? []))),
  });
}

function greyed(entries, reason, words) {
  const told = Object.entries(entries).map(([name, entry]) => {
    const instead = reason(name);
    return [name, instead
      ? { ...entry, disabled: true, group: undefined, title: `${words.notRun} ${instead}`, description: instead }
      : entry];
  });
  return Object.fromEntries(told.sort(([, one], [, other]) => Number(one.disabled ?? 0) - Number(other.disabled ?? 0)));
}

function partsOf(target) {
  if (!target) return [];
  const kind = xmlName(target.type);
  const event = target.eventDefinitionType ? xmlName(target.eventDefinitionType) : '';
  return [kind, event, target.triggeredByEvent ? 'triggered' : ''];
}

// What to use instead, "" where nothing is wrong: by element, by event at its place, by what starts it.
function why(refused, [kind, event = '', started]) {
  if (!kind) return '';
  if (started) return refused.triggered;
  for (const one of [kind, event].filter(Boolean)) {
    if (one in refused.elements) return refused.elements[one];
    if (one in refused.silent) return refused.silent[one];
    if (!refused.known.includes(one)) return refused.other;
  }
  return refused.events[kind]?.[event] ?? '';
}

function xmlName(type) {
  const name = type.replace('bpmn:', '');
  return name[0].toLowerCase() + name.slice(1);
}
