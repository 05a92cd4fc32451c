import { setImmediate } from 'node:timers/promises';

/** Milliseconds for which a series of statements may block the process. */
const LONGEST_RUN_MS = 10;

let lastTurn = performance.now();

/** Returns whether timers, sockets and signals have waited too long. */
export function isTurnDue(): boolean {
  return performance.now() - lastTurn > LONGEST_RUN_MS;
}

/**
 * Lets timers, sockets and signals run. The driver answers at once, so a loop of statements would keep them
 * waiting until its end.
 */
export async function giveTurn(): Promise<void> {
  await setImmediate();
  lastTurn = performance.now();
}
