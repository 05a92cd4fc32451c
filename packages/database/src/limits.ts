import type { OpenOptions } from './database.js';

/** How long things may take, in milliseconds, and how many there may be; `Infinity`: no limit. */
export interface Limits {
  readonly connectTimeout: number;
  readonly statementTimeout: number;
  readonly lockTimeout: number;
  readonly poolSize: number;
}

/** A timer that is set for longer goes off at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Reads the limits from the options, with their defaults. */
export function limitsOf(options: OpenOptions): Limits {
  return {
    connectTimeout: duration(options.connectTimeout ?? 10_000),
    statementTimeout: duration(options.statementTimeout ?? 60_000),
    lockTimeout: duration(options.lockTimeout ?? 30_000),
    poolSize: Math.max(1, Math.trunc(options.poolSize ?? 10)),
  };
}

function duration(milliseconds: number): number {
  return milliseconds > LONGEST_TIMER ? Number.POSITIVE_INFINITY : Math.max(1, milliseconds);
}
