import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeCharts, drawCharts, PAGE, PICTURES } from '../docs/charts.js';

test('the charts show the results that are kept; "pnpm docs:charts" draws them anew', async () => {
  const charts = await drawCharts();
  const page = await readFile(PAGE, 'utf8');
  expect(page).toBe(describeCharts(page, charts));
  for (const { name, svg } of charts) {
    expect(await readFile(join(PICTURES, name), 'utf8')).toBe(svg);
  }
});
