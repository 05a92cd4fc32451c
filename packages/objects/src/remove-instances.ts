import { removeInstances as removeFromApi } from '@cellbridge/db-api';
import { lockGroupsOfInstances, removeDetachedInstances, removeMembers } from '@cellbridge/db-cell';
import { findMoved } from './change-group.js';
import type { RequestContext } from './request-context.js';
import { now } from './timestamps.js';

/**
 * Removes instances from every group that the context sees, wherever it lives.
 *
 * Cells first, then the API database: a group that moves in between has left its cell without the
 * instances, or is met in the API database. Also rows that came into a cell after their group had
 * moved are removed, for the migrator would bring them after it.
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
      // For its claims; what is left of a group that has moved is cleaned up here, too.
      await findMoved(deployment.api, cell, groups);
      const groupIds = groups.map(({ id }) => id);
      await removeMembers(transaction, groupIds, instanceUuids, now());
      await removeDetachedInstances(transaction, instanceUuids, scope, now());
    });
  }
  await deployment.api.transaction((transaction) =>
    removeFromApi(transaction, instanceUuids, scope),
  );
}
