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
 * knows the group: rows that came there after it had moved would be brought after it. A migrator that
 * is about to do that, and has lost its locks, is stopped: from then on it has either brought them into
 * the API database, or never will.
 *
 * @throws CellUnavailableError if a cell that may hold members is down.
 */
export async function removeInstances(
  { deployment, scope }: RequestContext,
  instanceUuids: readonly string[],
): Promise<void> {
  const { api, completeCells } = deployment;
  for (const cell of await completeCells.toAsk()) {
    await cell.write(async (transaction) => {
      const groups = await lockGroupsOfInstances(transaction, instanceUuids, scope);
      if (groups.length > 0) completeCells.distrust(cell);
      const ids = groups.map(({ id }) => id);
      await revokeClaims(api, cell, ids);
      await removeMembers(transaction, ids, instanceUuids, now());
      const moved = await removeDetachedInstances(transaction, instanceUuids, scope, now());
      // Of a migrator that was about to bring these rows after their groups.
      await revokeClaims(api, cell, moved);
    });
  }
  await api.transaction((transaction) => removeFromApi(transaction, instanceUuids, scope));
}
