/**
 * Claims: how a migrator notices that it has lost its locks in a cell (`docs/decisions/0001`).
 *
 * A cell connection can be lost without a sign, and its locks with it. So whatever takes rows out of a
 * cell is claimed: moves and adoptions alike. The claim is committed before the rows are read over the
 * connection that holds the locks, and spent in the API transaction that writes them. A writer that
 * gets hold of one of the rows revokes the claim, and that transaction fails instead of undoing the write.
 */
import { deleteClaim, insertClaim, type Transaction } from '@cellbridge/db-api';
import { type Cell, type Deployment, now } from '@cellbridge/objects';
import { v4 as generateUuid } from 'uuid';
import { ClaimRevokedError } from './claim-revoked-error.js';
import { isRefusal } from './is-refusal.js';

/** Groups of a cell that a transaction there has locked, or whose member rows it has locked. */
export interface Claim {
  /** `undefined` where locks cannot be lost: both databases are files of this machine. */
  readonly id: string | undefined;
}

/** Whose rows are claimed: those of a cell. */
interface Claimant {
  readonly deployment: Deployment;
  readonly cell: Cell;
}

/** Claims groups whose rows `cellTransaction` has locked. Read the rows after it, not before. */
export async function claimGroups(
  { deployment: { api }, cell }: Claimant,
  cellTransaction: Transaction,
  groupIds: readonly number[],
): Promise<Claim> {
  // The lock of a file is gone with its process, while a server commits what it has received.
  const losesLocks = cellTransaction.dialect.losesLocks || api.dialect.losesLocks;
  if (!losesLocks) return { id: undefined };
  const id = generateUuid();
  const claim = { id, cellUuid: cell.uuid, groupIds, createdAt: now() };
  await api.transaction((transaction) => insertClaim(transaction, claim));
  return { id };
}

/**
 * Runs an API transaction that spends a claim.
 *
 * @throws ClaimRevokedError if the locks were lost on the way; nothing is written then.
 */
export async function spendClaim<T>(
  { deployment: { api }, cell }: Claimant,
  { id }: Claim,
  body: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  if (id === undefined) return await api.transaction(body);
  try {
    return await api.transaction(async (transaction) => {
      if (!(await deleteClaim(transaction, id))) throw new ClaimRevokedError(cell);
      return await body(transaction);
    });
  } catch (error) {
    // Every writer in the cell would read it until it is old enough to be removed.
    if (isRefusal(error)) await api.transaction((transaction) => deleteClaim(transaction, id));
    throw error;
  }
}
