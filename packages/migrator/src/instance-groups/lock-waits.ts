import { type LockWaits, PermissionError } from '@cellbridge/db-cell';
import { type Cell, CellUnavailableError } from '@cellbridge/objects';

/** For how many milliseconds locks in a cell were held, and somebody has waited for them. */
export interface LockTimes {
  readonly held: number;
  /** `undefined` where nobody can tell. */
  readonly waited: number | undefined;
}

export const NO_LOCKS: LockTimes = { held: 0, waited: undefined };

/** The longer times of two steps. */
export function longerOf(one: LockTimes, other: LockTimes): LockTimes {
  const known = [one.waited, other.waited].filter((waited) => waited !== undefined);
  return {
    held: Math.max(one.held, other.held),
    waited: known.length > 0 ? Math.max(...known) : undefined,
  };
}

/**
 * Finds out whether a cell's database tells this user who waits for a lock. It is asked before the first batch, because a
 * question that fails within one would cost the transaction.
 *
 * @returns `undefined` if it does not.
 * @throws CellUnavailableError if the cell does not answer.
 */
export async function findLockWaits(cell: Cell): Promise<LockWaits | undefined> {
  const lockWaits = await cell.withDatabase(async ({ dialect }) => dialect.createLockWaits());
  if (!lockWaits) return undefined;
  try {
    await cell.snapshot(lockWaits);
    return lockWaits;
  } catch (error) {
    const isRefused =
      CellUnavailableError.isInstance(error) && PermissionError.isInstance(error.cause);
    if (isRefused) return undefined;
    throw error;
  }
}
