import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** A file system in memory, where Linux has one. */
const MEMORY = '/dev/shm';
/** Two workers have some hundred databases at once, of 8 MB on PostgreSQL. */
const ENOUGH_BYTES = 6 * 1024 ** 3;

/**
 * Where throw-away databases are made: in memory if there is enough of it, because PostgreSQL makes and drops a
 * database there in a tenth of the time; else where temporary files are. `TMPDIR` counts before both.
 */
export function dataFolder(): string {
  return process.env.TMPDIR || !hasMemory() ? tmpdir() : MEMORY;
}

function hasMemory(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return Math.min(bavail * bsize, process.availableMemory()) >= ENOUGH_BYTES;
}
