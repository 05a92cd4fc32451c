import {
  type ApiDatabase,
  findGroupsByUuids,
  findKnownGroups,
  type Membership,
  now,
  removeInstances as removeFromApi,
} from '@cellbridge/db-api';
import {
  type CellTransaction,
  findGroupsById,
  hasArchive,
  lockGroupsOfInstances,
  removeDetachedInstances,
  removeMembers,
} from '@cellbridge/db-cell';
import type { Cell } from './cell.js';
import { type LocatedGroup, locatedInApi, locatedInCell } from './group-content.js';
import type { RequestContext } from './request-context.js';
import { revokeClaims } from './revoke-claims.js';

/** What was removed from one database. */
interface Removed {
  readonly memberships: readonly Membership[];
  /** The groups that live there and have lost members, as they are afterwards, if there is a listener. */
  readonly groups: readonly LocatedGroup[];
}

/**
 * Removes instances from every group that the context sees, wherever it lives. Emits an event for each group
 * that has lost members, once every database is written or one of them has failed.
 *
 * Cells first, then the API database: a group that moves in between has left its cell without the instances, or
 * is found in the API database. Cells to which groups go back are asked once more after that. In a cell it does not matter whether the API database knows the group: rows
 * that came there after the group had moved would follow it. A migrator that is about to move such rows, and
 * has lost its locks, is stopped: from then on it has either brought them into the API database, or never will.
 *
 * @returns how many memberships were removed: one for each group and instance.
 * @throws CellUnavailableError if a cell that may hold members is down.
 */
export async function removeInstances(
  context: RequestContext,
  instanceUuids: readonly string[],
): Promise<number> {
  const removed: Removed[] = [];
  try {
    const { knownCells } = context.deployment;
    const cells = await knownCells.toAsk();
    const before = knownCells.current;
    for (const cell of cells) removed.push(await removeFromCell(context, cell, instanceUuids));
    const told = new Set(removed.flatMap(({ groups }) => groups.map(({ group }) => group.uuid)));
    const untold = membershipsOf(removed).filter(({ groupUuid }) => !told.has(groupUuid));
    removed.push(await removeFromApiDatabase(context, instanceUuids, untold));
    // A group may have gone back with the instances before these were removed from the API database. The locks may have
    // been waited for, longer than a map holds.
    await knownCells.upToDate();
    for (const cell of knownCells.toAskAgain(before)) {
      removed.push(await removeFromCell(context, cell, instanceUuids));
    }
  } finally {
    // Whatever was written before a database failed stays written.
    for (const part of removed) emit(context, part);
  }
  return distinct(membershipsOf(removed)).length;
}

function membershipsOf(removed: readonly Removed[]): Membership[] {
  return removed.flatMap(({ memberships }) => memberships);
}

async function removeFromCell(
  { deployment, scope, isHeard }: RequestContext,
  cell: Cell,
  instanceUuids: readonly string[],
): Promise<Removed> {
  const { api, knownCells } = deployment;
  // Asked before: where the tables are missing, the answer is an error, which would end the transaction.
  const withArchive = await cell.withDatabase(hasArchive);
  return await cell.transaction(async (transaction) => {
    const live = await lockGroupsOfInstances(transaction, instanceUuids, scope);
    if (live.length > 0) knownCells.distrust(cell);
    const ids = live.map(({ id }) => id);
    await revokeClaims(api, cell, transaction, ids);
    const removed = await removeMembers(transaction, ids, instanceUuids, now());
    const options = { scope, withArchive, now: now() };
    const detached = await removeDetachedInstances(transaction, instanceUuids, options);
    const moved = [...new Set(detached.map(({ groupId }) => groupId))];
    // Those of a migrator that was about to move these rows after their groups.
    await revokeClaims(api, cell, transaction, moved);
    const uuids = new Map(live.map(({ id, uuid }) => [id, uuid]));
    const memberships = [
      ...removed.map(({ groupId, instanceUuid }) => {
        return { groupUuid: uuids.get(groupId) ?? '', instanceUuid };
      }),
      ...detached.map(({ groupUuid, instanceUuid }) => ({ groupUuid, instanceUuid })),
    ];
    return { memberships, groups: isHeard ? await readLiving(api, transaction, cell, ids) : [] };
  });
}

/** Reads those of a cell's locked groups that the API database does not know: they live here. */
async function readLiving(
  api: ApiDatabase,
  transaction: CellTransaction,
  cell: Cell,
  ids: readonly number[],
): Promise<LocatedGroup[]> {
  if (ids.length === 0) return [];
  const groups = await findGroupsById(transaction, ids);
  const known = await findKnownGroups(
    api,
    groups.map(({ uuid }) => uuid),
  );
  return groups.filter(({ uuid }) => !known.has(uuid)).map((group) => locatedInCell(group, cell));
}

/** @param untold memberships removed from a cell where the group does not live. */
async function removeFromApiDatabase(
  { deployment, scope, isHeard }: RequestContext,
  instanceUuids: readonly string[],
  untold: readonly Membership[],
): Promise<Removed> {
  return await deployment.api.transaction(async (transaction) => {
    const removed = await removeFromApi(transaction, instanceUuids, scope);
    const memberships = [...untold, ...removed];
    if (!isHeard || memberships.length === 0) return { memberships, groups: [] };
    const uuids = new Set(memberships.map(({ groupUuid }) => groupUuid));
    const groups = await findGroupsByUuids(transaction, [...uuids]);
    return { memberships, groups: groups.map(locatedInApi) };
  });
}

function emit(context: RequestContext, { memberships, groups }: Removed): void {
  for (const located of groups) {
    const own = memberships.filter(({ groupUuid }) => groupUuid === located.group.uuid);
    const instanceUuids = distinct(own).map(({ instanceUuid }) => instanceUuid);
    context.emit({ type: 'remove_member', located, instanceUuids });
  }
}

function distinct(memberships: readonly Membership[]): Membership[] {
  const byName = new Map<string, Membership>();
  for (const { groupUuid, instanceUuid } of memberships) {
    byName.set(JSON.stringify([groupUuid, instanceUuid]), { groupUuid, instanceUuid });
  }
  return [...byName.values()];
}
