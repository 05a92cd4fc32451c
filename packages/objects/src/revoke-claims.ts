import { type ApiDatabase, type Claim, deleteClaim, findClaims } from '@cellbridge/db-api';
import type { CellTransaction } from '@cellbridge/db-cell';
import type { Cell } from './cell.js';
import { CellUnavailableError } from './errors/cell-unavailable-error.js';

/**
 * Revokes the claims on groups whose rows, or member rows, are locked here: each belongs to a migrator that has
 * lost that lock. Its owner has then either brought them into the API database, or never will.
 *
 * @throws CellUnavailableError as {@link refuseOtherNodes}.
 */
export async function revokeClaims(
  api: ApiDatabase,
  cell: Cell,
  { node }: CellTransaction,
  groupIds: readonly number[],
): Promise<void> {
  if (groupIds.length === 0) return;
  const ids = new Set(groupIds);
  await revoke(api, cell, node, (claim) => claim.groupIds.some((id) => ids.has(id)));
}

/**
 * Refuses to write in a cell while a migrator moves groups over another node of its cluster, where no row lock of this
 * node holds. Revokes the claims of such migrators: one that is alive moves nothing of its batch, and those that a
 * failover has left are gone when the caller tries again.
 *
 * @throws CellUnavailableError that names both nodes.
 */
export async function refuseOtherNodes(
  api: ApiDatabase,
  cell: Cell,
  { node }: CellTransaction,
): Promise<void> {
  if (node !== undefined) await revoke(api, cell, node, () => false);
}

async function revoke(
  api: ApiDatabase,
  cell: Cell,
  node: string | undefined,
  isLost: (claim: Claim) => boolean,
): Promise<void> {
  const claims = await findClaims(api, cell.uuid);
  const isElsewhere = (claim: Claim) =>
    node !== undefined && claim.node !== null && claim.node !== node;
  for (const claim of claims) {
    if (!isElsewhere(claim) && !isLost(claim)) continue;
    await api.transaction((transaction) => deleteClaim(transaction, claim.id));
  }
  const other = claims.find(isElsewhere);
  if (other) throw new CellUnavailableError(cell, describeNodes(node, other.node));
}

function describeNodes(node: string | undefined, other: string | null): string {
  return `This connection reaches the node ${node} of its cluster, and a migrator moves groups over the node ${other}: a row lock of one is none on the other. After a failover, try again; else let the load balancer send all connections to one node, with the others as backup.`;
}
