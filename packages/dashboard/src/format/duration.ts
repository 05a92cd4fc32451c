import { describeDuration } from '@cellbridge/migrator';
import { UNKNOWN } from './number.js';

/** A length of time, as the command prints it: `3 min 5 s`. */
export function duration(seconds: number | null): string {
  return seconds === null ? UNKNOWN : describeDuration(seconds);
}

/** A short length of time: `40 ms`, `1.25 s`, and from a minute on as {@link duration}. */
export function milliseconds(seconds: number): string {
  if (seconds >= 60) return duration(seconds);
  if (seconds < 1) return `${Number((seconds * 1_000).toPrecision(3))} ms`;
  return `${Number(seconds.toPrecision(3))} s`;
}
