import { quote } from '@cellbridge/db-api';
import { InvalidMigrationResultError } from './invalid-migration-result-error.js';
import type { Counts, MigrationResult } from './online-migration.js';

/**
 * Checks what a call of a migration gave back, before anything is counted with it.
 *
 * @param limit how many records the call was to move at most. Those that it has set aside do not count.
 * @throws InvalidMigrationResultError
 */
export function checkResult(
  migration: string,
  result: MigrationResult,
  limit: number,
): MigrationResult {
  if (typeof result !== 'object' || result === null) {
    const mistake = `gave ${quote(result)} as its result; give { found, done }`;
    throw new InvalidMigrationResultError(migration, mistake);
  }
  checkCounts(migration, result);
  const { found, done, quarantined = 0 } = result;
  checkCount(migration, 'quarantined', quarantined);
  if (done > limit) refuseExcess(migration, `done = ${done}`, limit);
  if (found - quarantined > limit) refuseExcess(migration, `found = ${found}`, limit);
  return result;
}

/** Checks what a migration has met, in a batch or in a call. */
export function checkCounts(migration: string, { found, done }: Counts): void {
  checkCount(migration, 'found', found);
  checkCount(migration, 'done', done);
  if (done <= found) return;
  const mistake = `gave found = ${found} and done = ${done}; count what was moved as found, too`;
  throw new InvalidMigrationResultError(migration, mistake);
}

/** Checks how many records a migration says are left. */
export function checkRemaining(migration: string, remaining: number): number {
  checkCount(migration, 'remaining', remaining);
  return remaining;
}

function checkCount(migration: string, what: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  const mistake = `gave ${what} = ${quote(value)}; give a whole number, 0 or above`;
  throw new InvalidMigrationResultError(migration, mistake);
}

function refuseExcess(migration: string, what: string, limit: number): never {
  const mistake = `gave ${what} where the limit was ${limit}; take at most that many records, not counting those that are set aside as quarantined`;
  throw new InvalidMigrationResultError(migration, mistake);
}
