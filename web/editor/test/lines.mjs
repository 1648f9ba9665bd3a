// Prints which item each line becomes: cases of [items, lines] from standard input, as JSON.
import { readFileSync } from 'node:fs';

import { matchLines } from '../src/editor/table/lines.js';

const cases = JSON.parse(readFileSync(0, 'utf8'));
const found = cases.map(([items, lines]) => matchLines(items, lines, (item) => item[0]));
process.stdout.write(JSON.stringify(found.map((pairs) => pairs.map(([item, line]) => [item ?? null, line]))));
