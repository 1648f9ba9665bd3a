// Numbers the steps in the order of their rows; what refers to a number follows it.
import { Edits, extension, holderOf } from '../sop';
import { stepsOf } from './columns';

const COUNTED = /^\d+[a-z]*$/; // 6 and 6a; T1, J1 or PL name waits, travel and other SOPs and stay

/** Writes the new numbers; to be run inside one command. */
export function renumber(studio) {
  const rows = stepsOf(studio).map((shape) => [shape, extension(shape.businessObject, 'sop:Step')])
    .filter(([, step]) => COUNTED.test(step?.get('number') ?? ''));
  const numbers = new Map(); // a row may be drawn more than once: the same number each time
  for (const [, step] of rows) {
    const number = step.get('number');
    if (!numbers.has(number)) numbers.set(number, String(numbers.size + 1));
  }
  for (const [shape, step] of rows) {
    const number = numbers.get(step.get('number'));
    if (number !== step.get('number')) editsOf(studio, shape).update(step, { number });
  }
  for (const shape of stepsOf(studio)) follow(studio, shape, numbers);
}

// A time may run from another step's completion: "6", or "step:6" among several.
function follow(studio, shape, numbers) {
  const edits = editsOf(studio, shape);
  const time = extension(shape.businessObject, 'sop:Step')?.get(holderOf(edits.factory, 'sop:Step', 'sop:Time'));
  const refs = time?.get('anchorRefs');
  if (!refs || time.get('anchor') === 'event') return;
  const told = refs.split(/\s+/).map((ref) => {
    const number = ref.replace(/^step:/, '');
    return numbers.has(number) ? ref.replace(number, numbers.get(number)) : ref;
  }).join(' ');
  if (told !== refs) edits.update(time, { anchorRefs: told });
}

function editsOf({ modeler }, shape) {
  return new Edits(modeler, shape, shape.businessObject);
}
