import type { LendOptions, Purpose } from './connection-source.js';
import type { OpenOptions } from './database.js';

/** Time limits in milliseconds, and maximum numbers; `Infinity` means no limit. */
export interface Limits {
  readonly connectTimeout: number;
  readonly readTimeout: number;
  readonly statementTimeout: number;
  readonly lockTimeout: number;
  readonly poolSize: number;
}

/** A timer that is set for longer fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Reads the limits from the options, with their defaults. */
export function limitsOf(options: OpenOptions): Limits {
  const { statementTimeout = 60_000, readTimeout = statementTimeout } = options;
  return {
    connectTimeout: duration(options.connectTimeout ?? 10_000),
    readTimeout: duration(readTimeout),
    statementTimeout: duration(statementTimeout),
    lockTimeout: duration(options.lockTimeout ?? 30_000),
    poolSize: options.poolSize ?? 10,
  };
}

/** Milliseconds of silence after which a server is asked whether it is still there, at most. */
const SILENCE_LIMIT_MS = 60_000;

/** Returns how long a server may be silent during a statement without a limit, before it is asked whether it is there. */
export function silenceLimit({ readTimeout }: Limits): number {
  return Math.min(readTimeout, SILENCE_LIMIT_MS);
}

/** Returns how long a statement over a connection that was lent may take. */
export function statementLimit(
  { readTimeout, statementTimeout }: Limits,
  purpose: Purpose,
  options: LendOptions | undefined,
): number {
  switch (purpose) {
    case 'read':
      return readTimeout;
    case 'transaction':
      return statementTimeout;
    case 'snapshot':
      return duration(options?.statementTimeout ?? readTimeout);
    case 'exclusive':
      return Number.POSITIVE_INFINITY;
  }
}

/** Returns a time limit that timers and servers accept. */
function duration(milliseconds: number): number {
  return milliseconds > LONGEST_TIMER ? Number.POSITIVE_INFINITY : Math.max(1, milliseconds);
}
