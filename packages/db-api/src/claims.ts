/**
 * Claims: how a writer in a cell stops a migrator that has lost its row locks.
 *
 * A migrator that holds the row locks of a batch says so here before it reads the batch, and takes
 * the claim back in the transaction that inserts the batch. A writer that holds the lock of one of
 * these rows knows that the claim's owner no longer does; it revokes the claim, and the owner's
 * transaction fails.
 */

import { and, eq, lt } from 'drizzle-orm';
import type { ApiReader, ApiTransaction } from './api-database.js';

/** Says that a migrator is about to move these rows of a cell. */
export async function insertClaim(
  transaction: ApiTransaction,
  claim: { id: string; cellUuid: string; groupIds: readonly number[]; createdAt: string },
): Promise<void> {
  const { claims } = transaction.tables;
  await transaction.insert(claims).values({ ...claim, groupIds: JSON.stringify(claim.groupIds) });
}

/**
 * Takes a claim back, or revokes somebody else's. Waits for a transaction that is doing the same.
 *
 * @returns whether it was still there.
 */
export async function deleteClaim(transaction: ApiTransaction, id: string): Promise<boolean> {
  const { claims } = transaction.tables;
  return (await transaction.deleteCounted(claims, eq(claims.id, id))) === 1;
}

/** The ids of the claims of a cell that cover one of these rows. */
export async function findClaims(
  reader: ApiReader,
  cellUuid: string,
  groupIds: readonly number[],
): Promise<string[]> {
  const { claims } = reader.tables;
  const rows = await reader
    .select({ id: claims.id, groupIds: claims.groupIds })
    .from(claims)
    .where(eq(claims.cellUuid, cellUuid));
  const wanted = new Set(groupIds);
  return rows
    .filter((row) => (JSON.parse(row.groupIds) as number[]).some((id) => wanted.has(id)))
    .map((row) => row.id);
}

/** Removes what migrators that died left behind. Harmless to a live one: its batch is tried again. */
export async function deleteStaleClaims(
  transaction: ApiTransaction,
  cellUuid: string,
  createdBefore: string,
): Promise<void> {
  const { claims } = transaction.tables;
  await transaction
    .delete(claims)
    .where(and(eq(claims.cellUuid, cellUuid), lt(claims.createdAt, createdBefore)));
}
