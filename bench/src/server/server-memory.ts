import { totalmem } from 'node:os';

/** The most that a server gets, in MB: about what a million groups take with their indexes. */
const MOST_MEMORY = 8_192;

/** What a server may keep in memory, in MB: a quarter of this machine's, which PostgreSQL's documentation advises. */
export function serverMemory(): number {
  const limit = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.round(Math.min(limit / 4 / 1024 ** 2, MOST_MEMORY));
}
