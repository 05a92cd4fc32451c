import { expect, test } from 'vitest';
import { RateHistory } from '../src/feed/rate-history.js';
import { ratesByCell } from '../src/feed/rates-by-cell.js';
import { sparkLine } from '../src/page/spark-line.js';

const CELL = 'ce110000-0000-4000-8000-000000000001';
const MINUTE = 60_000;

/** The path of a cell's line after reads at these moments, in minutes. */
function lineAfter(reads: readonly { readonly at: number; readonly since: number }[]): string {
  const history = new RateHistory();
  for (const { at, since } of reads) {
    const cell = { uuid: CELL, ratePerSecond: 10 };
    const status = { totals: cell, cells: [cell] } as unknown as Parameters<RateHistory['add']>[0];
    history.add(status, { at: at * MINUTE, since: since * MINUTE });
  }
  const rates = ratesByCell(history.samples).get(CELL) ?? [];
  const period = { from: 0, to: (reads.at(-1)?.at ?? 0) * MINUTE };
  return / d="([^"]*)"/.exec(sparkLine(rates, period).toString())?.[1] ?? '';
}

test('A line goes on between reads that take minutes each', () => {
  const line = lineAfter([0, 2, 4, 6].map((at) => ({ at, since: 0 })));
  expect(line).toMatch(/^M[^M]*$/);
  expect(line.match(/L/g)).toHaveLength(3);
});

test('A line breaks where reading has stopped, however soon it goes on', () => {
  const line = lineAfter([0, 0.5, 1, 1.5].map((at) => ({ at, since: at < 1 ? 0 : 1 })));
  expect(line).toMatch(/^M[^M]*L[^M]*M[^M]*L[^M]*$/);
});

test('A line of an hour has a point for two pixels at most', () => {
  const line = lineAfter(Array.from({ length: 240 }, (_, index) => ({ at: index / 4, since: 0 })));
  expect(line.match(/[ML]/g)?.length).toBeLessThanOrEqual(33);
});
