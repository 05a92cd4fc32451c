/**
 * Claims: how a writer in a cell stops a migrator that has lost its row locks.
 *
 * A migrator that holds the row locks of a batch inserts a claim before it reads the batch, and deletes it in
 * the transaction that inserts the batch. A writer that holds the lock of one of these rows knows that the
 * migrator has lost it. So it revokes the claim, and the migrator's transaction fails.
 */

import { and, eq, lt, ne, or } from 'drizzle-orm';
import type { ApiReader, ApiTransaction } from './api-database.js';

/** A claim on rows of a cell. */
export interface Claim {
  readonly id: string;
  readonly groupIds: readonly number[];
  /** The node of the cell's cluster that the rows are locked on; null if the cell is none. */
  readonly node: string | null;
}

/** Records that a migrator is about to move these rows of a cell. */
export async function insertClaim(
  transaction: ApiTransaction,
  claim: Claim & { readonly cellUuid: string; readonly createdAt: string },
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

/** Returns the claims on a cell. */
export async function findClaims(reader: ApiReader, cellUuid: string): Promise<Claim[]> {
  const { claims } = reader.tables;
  const rows = await reader
    .select({ id: claims.id, groupIds: claims.groupIds, node: claims.node })
    .from(claims)
    .where(eq(claims.cellUuid, cellUuid));
  return rows.map((row) => ({ ...row, groupIds: JSON.parse(row.groupIds) as number[] }));
}

/**
 * Removes the claims of dead migrators: those made before a time, and those on other nodes of the cell's cluster than
 * `node`. Harmless to a live one: it tries its batch again.
 */
export async function deleteStaleClaims(
  transaction: ApiTransaction,
  cellUuid: string,
  { createdBefore, node }: { createdBefore: string; node: string | undefined },
): Promise<void> {
  const { claims } = transaction.tables;
  const isElsewhere = node === undefined ? undefined : ne(claims.node, node);
  const isStale = or(lt(claims.createdAt, createdBefore), isElsewhere);
  await transaction.delete(claims).where(and(eq(claims.cellUuid, cellUuid), isStale));
}
