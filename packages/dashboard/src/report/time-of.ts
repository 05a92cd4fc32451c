import type { ReportedTime } from '@cellbridge/migrator';
import type { Period } from '../charts/time-axis.js';

/** The periods of a report as a chart takes them, and the length of a step in milliseconds. */
export function timeOf({ periods, stepSeconds }: ReportedTime): {
  readonly periods: readonly Period[];
  readonly step: number;
} {
  return {
    periods: periods.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) })),
    step: stepSeconds * 1_000,
  };
}
