/**
 * Claims: how a writer in a cell stops a migrator that has lost its row locks.
 *
 * A migrator that holds the row locks of a batch inserts a claim before it reads the batch, and deletes it in
 * the transaction that inserts the batch. A writer that holds the lock of one of these rows knows that the
 * migrator has lost it. So it revokes the claim, and the migrator's transaction fails.
 */

import { and, eq, lt } from 'drizzle-orm';
import type { ApiReader, ApiTransaction } from './api-database.js';

/** Records that a migrator is about to move these rows of a cell. */
export async function insertClaim(
  transaction: ApiTransaction,
  claim: { id: string; cellUuid: string; groupIds: readonly number[]; createdAt: string },
): Promise<void> {
  const { claims } = transaction.tables;
  await transaction.insert(claims).values({ ...claim, groupIds: JSON.stringify(claim.groupIds) });
}

/**
 * Deletes a migrator's own claim, or revokes another's. Waits for a transaction that is doing the same.
 *
 * @returns whether the claim still existed.
 */
export async function deleteClaim(transaction: ApiTransaction, id: string): Promise<boolean> {
  const { claims } = transaction.tables;
  return (await transaction.deleteCounted(claims, eq(claims.id, id))) === 1;
}

/** Returns the ids of a cell's claims that cover one of these rows. */
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

/** Removes the claims of dead migrators. Harmless to a live one: it tries its batch again. */
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
