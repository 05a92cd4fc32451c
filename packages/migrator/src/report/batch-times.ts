import { groupedBy } from './grouped-by.js';
import { isoOf } from './iso-of.js';
import { layOutTime, stepsOf } from './lay-out-time.js';
import type { ReportedBatches } from './move-report.js';

/** A batch that says how long it took. */
export interface TimedBatch {
  /** When it ended, in seconds since 1970. */
  readonly at: number;
  readonly seconds: number;
}

/** The bounds of a histogram of seconds: a batch is meant to take a quarter of a second. */
const BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Sums up how long batches took; `null` where there are none. */
export function sumUpBatches(batches: readonly TimedBatch[]): ReportedBatches | null {
  if (batches.length === 0) return null;
  const seconds = sorted(batches);
  const layout = layOutTime(batches.map(({ at, seconds }) => ({ from: at - seconds, to: at })));
  const byStep = groupedBy(batches, ({ at }) => at - (at % layout.stepSeconds));
  return {
    batches: batches.length,
    medianSeconds: shareOf(seconds, 0.5),
    percentile95Seconds: shareOf(seconds, 0.95),
    longestSeconds: shareOf(seconds, 1),
    histogram: histogramOf(seconds),
    timeline: {
      stepSeconds: layout.stepSeconds,
      periods: layout.periods.map(({ from, to }) => ({ from: isoOf(from), to: isoOf(to) })),
      steps: stepsOf(layout).map((from) => {
        const within = byStep.get(from);
        const own = within ? sorted(within) : [];
        return {
          at: isoOf(from),
          medianSeconds: own.length > 0 ? shareOf(own, 0.5) : null,
          longestSeconds: own.at(-1) ?? null,
        };
      }),
    },
  };
}

function sorted(batches: readonly TimedBatch[]): number[] {
  return batches.map(({ seconds }) => seconds).sort((left, right) => left - right);
}

/** The value that a share of all is not above. */
function shareOf(sortedValues: readonly number[], share: number): number {
  return sortedValues[Math.max(0, Math.ceil(sortedValues.length * share) - 1)] ?? 0;
}

/** From the first bound that has any to the last one. */
function histogramOf(seconds: readonly number[]): ReportedBatches['histogram'] {
  const counts = new Map<number | null, number>([...BOUNDS, null].map((bound) => [bound, 0]));
  for (const value of seconds) {
    const bound = BOUNDS.find((upTo) => value <= upTo) ?? null;
    counts.set(bound, (counts.get(bound) ?? 0) + 1);
  }
  const bars = [...counts].map(([upToSeconds, batches]) => ({ upToSeconds, batches }));
  const isFull = ({ batches }: { batches: number }) => batches > 0;
  return bars.slice(bars.findIndex(isFull), bars.findLastIndex(isFull) + 1);
}
