// Prints which item each line becomes: cases of [items, lines] from standard input, as JSON.
import { readFileSync } from 'node:fs';

import { matchLines } from '../src/editor/table/lines.js';

const cases = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(cases.map(([items, lines]) => matchLines(items, lines, (item) => item[0]).map(([item, line]) => [item ?? null, line]))));
