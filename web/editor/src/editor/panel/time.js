// The waktu cell: the text as signed, and what it means.
import { holderOf, textOf } from '../sop';
import { standardOf } from '../sop/timeText';
import { options } from './names';

const KINDS = ['service', 'working_days', 'working_time', 'elapsed', 'none'];
const UNITS = ['minute', 'hour', 'day', 'working_day', 'week', 'month'];
const ANCHORS = ['opened', 'started', 'event', 'step_completed', 'latest'];
const EFFECTS = ['counts', 'stops', 'separate'];
const REFERRING = ['event', 'step_completed', 'latest'];

/** The fields of a step's time standard. */
export function timeFields({ words }, element, edits, step) {
  const holder = holderOf(edits.factory, 'sop:Step', 'sop:Time');
  const time = step?.get(holder);
  return timeStandard({ words, edits, time, key: `${element.id}.time` }, (properties) => {
    edits.updateExtension('sop:Step', { [holder]: edits.create('sop:Time', properties, step) });
  });
}

/** The fields of any time standard; `make(properties)` makes the one that is not there yet. */
export function timeStandard({ words, edits, time, key }, make) {
  const body = textOf(edits.factory, 'sop:Time');
  const write = (properties) => (time ? edits.update(time, properties) : make(properties));
  const field = (name, kind, label, more = {}) => ({
    kind, key: `${key}.${name}`, label, value: time?.get(name),
    set: (value) => write({ [name]: value === '' ? undefined : value }), ...more,
  });
  const choice = (name, group, values) => field(name, 'select', words[group], {
    options: options(words, group, values, ''),
  });
  return [
    field(body, 'text', words.timeText, {
      hint: words.timeTextHint,
      set: (text) => write({ [body]: text || undefined, ...standardOf(text, time) }),
    }),
    field('amount', 'number', words.amount),
    choice('unit', 'unit', UNITS),
    choice('kind', 'timeKind', KINDS),
    choice('anchor', 'anchor', ANCHORS),
    ...(REFERRING.includes(time?.get('anchor'))
      ? [field('anchorRefs', 'text', words.anchorRefs, { hint: words.anchorRefsHint })]
      : []),
    choice('effect', 'effect', EFFECTS),
  ];
}
