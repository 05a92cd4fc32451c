import { describe, expect, test } from 'vitest';
import { layOutTime, type Span, stepsOf } from '../src/report/lay-out-time.js';

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** Spans of equal length, each so long after the beginning of the one before. */
const repeated = (count: number, every: number, length: number): Span[] =>
  Array.from({ length: count }, (_, index) => ({
    from: index * every,
    to: index * every + length,
  }));

describe('The time of a report', () => {
  test.each([
    ['one batch', repeated(1, 0, 0), { stepSeconds: 1, periods: 1 }],
    ['a run of an hour', repeated(1, 0, HOUR), { stepSeconds: 15, periods: 1 }],
    ['two short runs, half an hour apart', repeated(2, 1_800, 20), { stepSeconds: 1, periods: 2 }],
    [
      'four hours in each of ten nights',
      repeated(10, DAY, 4 * HOUR),
      { stepSeconds: 600, periods: 10 },
    ],
    ['a second in every minute of a day', repeated(1_440, 60, 1), { stepSeconds: 600, periods: 1 }],
    ['a year without a pause', repeated(1, 0, 365 * DAY), { stepSeconds: 2 * DAY, periods: 1 }],
  ])('(%s) has about 240 steps, and no long pause', (_, spans, expected) => {
    const layout = layOutTime(spans);
    const { stepSeconds, periods } = layout;
    expect({ stepSeconds, periods: periods.length }).toEqual(expected);
    const steps = stepsOf(layout);
    expect(steps.length).toBeLessThanOrEqual(240 + 2 * periods.length);
    for (const { from, to } of spans) {
      for (const second of [from, to]) {
        const step = second - (second % stepSeconds);
        expect(steps).toContain(step);
      }
    }
  });

  test('keeps all pauses of very many that are alike, and leaves out one that is longer', () => {
    const cron = repeated(60, 60, 1);
    const next = cron.map(({ from, to }) => ({ from: from + DAY, to: to + DAY }));
    expect(layOutTime(cron).periods).toHaveLength(1);
    expect(layOutTime([...next, ...cron]).periods).toEqual([
      { from: 0, to: 3_570 },
      { from: DAY, to: DAY + 3_570 },
    ]);
  });
});
