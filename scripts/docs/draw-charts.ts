/**
 * Draws the charts of docs/performance.md anew, from the results that are kept in bench/results, and puts them into words
 * there: `pnpm docs:charts`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeCharts, drawCharts, PAGE, PICTURES } from './charts.js';

const charts = await drawCharts();
for (const { name, svg } of charts) await writeFile(join(PICTURES, name), svg);
await writeFile(PAGE, describeCharts(await readFile(PAGE, 'utf8'), charts));
console.log(`Wrote ${charts.map(({ name }) => name).join(', ')} and what ${PAGE} says of them`);
