/**
 * Claims: how a migrator notices that it has lost its locks in a cell (`docs/decisions/0001`).
 *
 * A cell connection can be lost without a sign, and its locks with it. So whatever takes rows out of a
 * cell is claimed: moves and adoptions alike. The claim is committed before the rows are read over the
 * connection that holds the locks, and spent in the API transaction that writes them. A writer that
 * gets hold of one of the rows revokes the claim, and that transaction fails instead of undoing the write.
 */

import {
  type ApiTransaction,
  deleteClaim,
  deleteStaleClaims,
  insertClaim,
} from '@cellbridge/db-api';
import type { CellTransaction } from '@cellbridge/db-cell';
import { type Cell, type Deployment, now, refuseOtherNodes } from '@cellbridge/objects';
import { v4 as generateUuid } from 'uuid';
import { ClaimRevokedError } from './claim-revoked-error.js';

/** Whose rows are claimed: those of a cell. */
interface Claimant {
  readonly deployment: Deployment;
  readonly cell: Cell;
}

/** The age in milliseconds from which a claim belongs to a migrator that died. */
const STALE_CLAIM_MS = 3_600_000;

/** Removes the claims that dead migrators have left on a cell. Call it when work begins there. */
export async function endStaleClaims({ deployment: { api }, cell }: Claimant): Promise<void> {
  const createdBefore = now(-STALE_CLAIM_MS);
  // A claim on another node that comes later is that of a live migrator.
  const node = await cell.snapshot(async (reader) => reader.node);
  await api.transaction((transaction) =>
    deleteStaleClaims(transaction, cell.uuid, { createdBefore, node }),
  );
}

/**
 * Runs an API transaction that spends the claim.
 *
 * @throws ClaimRevokedError if the locks were lost on the way; nothing is written then.
 */
type Spend = <T>(body: (transaction: ApiTransaction) => Promise<T>) => Promise<T>;

/**
 * Claims groups whose rows `cellTransaction` has locked, or whose member or policy rows it has locked,
 * while `body` reads them and spends the claim.
 *
 * @throws CellUnavailableError if another migrator works over another node of the cell's cluster.
 */
export async function withClaim<T>(
  { deployment: { api }, cell }: Claimant,
  cellTransaction: CellTransaction,
  groupIds: readonly number[],
  body: (spend: Spend) => Promise<T>,
): Promise<T> {
  // No claim if both are files: their locks go with the process. A server may still commit what a process has
  // sent before it died.
  const losesLocks = cellTransaction.dialect.losesLocks || api.dialect.losesLocks;
  if (!losesLocks) return await body((write) => api.transaction(write));
  const id = generateUuid();
  const { node = null } = cellTransaction;
  await refuseOtherNodes(api, cell, cellTransaction);
  const claim = { id, cellUuid: cell.uuid, groupIds, createdAt: now(), node };
  await api.transaction((transaction) => insertClaim(transaction, claim));
  try {
    return await body((write) =>
      api.transaction(async (transaction) => {
        if (!(await deleteClaim(transaction, id))) throw new ClaimRevokedError(cell, node);
        return await write(transaction);
      }),
    );
  } catch (error) {
    // Every writer in the cell would read it. If this fails too, `deleteStaleClaims` removes it later; the error
    // that is thrown is the first one.
    await api.transaction((transaction) => deleteClaim(transaction, id)).catch(() => {});
    throw error;
  }
}
