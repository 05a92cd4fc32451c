import { setImmediate } from 'node:timers/promises';

/** Milliseconds for which a row of statements may keep the process to itself. */
const LONGEST_RUN = 10;

let lastTurn = performance.now();

/** Whether timers, sockets and signals have not had their turn for too long. */
export function isTurnDue(): boolean {
  return performance.now() - lastTurn > LONGEST_RUN;
}

/**
 * Lets timers, sockets and signals have their turn. The driver answers at once, so that a loop of
 * statements would keep them waiting until it is through.
 */
export async function giveTurn(): Promise<void> {
  await setImmediate();
  lastTurn = performance.now();
}
