import { removeInstances as removeFromApi } from '@cellbridge/db-api';
import { lockGroupsOfInstances, removeDetachedInstances, removeMembers } from '@cellbridge/db-cell';
import { revokeClaims } from './change-group.js';
import type { RequestContext } from './request-context.js';
import { now } from './timestamps.js';

/**
 * Removes instances from every group that the context sees, wherever it lives.
 *
 * Cells first, then the API database: a group that moves in between has left its cell without the
 * instances, or is met in the API database. In a cell it does not matter whether the API database
 * knows the group: rows that came there after it had moved would be brought after it.
 *
 * @throws CellUnavailableError if a cell that may hold members is down.
 */
export async function removeInstances(
  { deployment, scope }: RequestContext,
  instanceUuids: readonly string[],
): Promise<void> {
  for (const cell of await deployment.completeCells.toAsk()) {
    await cell.write(async (transaction) => {
      const groups = await lockGroupsOfInstances(transaction, instanceUuids, scope);
      const ids = groups.map(({ id }) => id);
      await revokeClaims(deployment.api, cell, ids);
      await removeMembers(transaction, ids, instanceUuids, now());
      await removeDetachedInstances(transaction, instanceUuids, scope, now());
    });
  }
  await deployment.api.transaction((transaction) =>
    removeFromApi(transaction, instanceUuids, scope),
  );
}
