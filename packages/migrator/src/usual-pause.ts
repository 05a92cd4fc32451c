import type { Cell } from '@cellbridge/objects';

/** For longer than another process lets pass before it tries again to get the lock of a file. */
const FILE_PAUSE_MS = 12;

/** Returns how many milliseconds pass between two batches of a cell, so that other processes get their turn. */
export async function usualPause(cell: Cell): Promise<number> {
  return await cell.withDatabase(async ({ dialect }) =>
    dialect.concurrentWriters ? 0 : FILE_PAUSE_MS,
  );
}
