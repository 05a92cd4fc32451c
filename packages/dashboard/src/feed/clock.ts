import { setTimeout } from 'node:timers/promises';

/** The time, and how to wait. Tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits; ends early, without an error, once the signal is aborted. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The clock of this machine. A program need not stay alive for somebody who waits on it. */
export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) =>
    setTimeout(milliseconds, undefined, { signal, ref: false }).catch(() => {}),
};
