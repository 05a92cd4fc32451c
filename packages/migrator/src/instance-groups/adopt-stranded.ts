import { type ApiTransaction, findGroupsByUuids, replacePolicies } from '@cellbridge/db-api';
import {
  type CellTransaction,
  type DetachedKind,
  findUnreadableValues,
  lockLiveRows,
  softDeleteRows,
  type UnreadableValue,
} from '@cellbridge/db-cell';
import { now } from '@cellbridge/objects';
import { adoptMembers } from './adopt-members.js';
import type { CellRun } from './cell-run.js';
import { withClaim } from './claim.js';
import { lockMoved } from './lock-moved.js';
import { findStranded, type StrandedRows } from './stranded-rows.js';

/**
 * Lets stranded rows follow their group: live rows that a writer who does not know of the move has left
 * under a group that has moved. A policy is kept only where the group has none, and none was chosen since
 * it moved. Members that Nova has archived meanwhile follow too. Rows of groups that never moved are orphans,
 * and stay.
 *
 * @returns how many policy rows stay because the group has another policy, what stays because nobody can
 * read it, and whether all were seen: a run that is stopped leaves the rest to the next one.
 */
export async function adoptStranded(
  run: CellRun,
): Promise<{ policies: number; unreadable: readonly UnreadableValue[]; isWhole: boolean }> {
  const cellUuid = run.cell.uuid;
  const unreadable: UnreadableValue[] = [];
  const readLive = async (
    transaction: CellTransaction,
    kind: DetachedKind,
    ids: readonly number[],
  ) => {
    const rows = await lockLiveRows(transaction, kind, ids);
    // Time stamps of such a row are not copied.
    const values = rows.map(({ id, value }) => ({ id, value }));
    const found = await findUnreadableValues(transaction, kind, values);
    unreadable.push(...found);
    return rows.filter(({ id }) => !found.some((value) => value.id === id));
  };
  let isWhole = true;
  for (const kind of ['archived-member', 'member'] as const) {
    isWhole &&= await forEachStranded(run, kind, async ({ groupUuid, groupId, ids }, transaction) =>
      withClaim(run, transaction, [groupId], async (spend) => {
        // Read after the claim was committed: that this works proves that the locks were held until then.
        const late = await readLive(transaction, kind, ids);
        await spend((api) => adoptMembers(api, [{ cellUuid, groupUuid, late }]));
        return late.map(({ id }) => id);
      }),
    );
  }
  let policies = 0;
  isWhole &&= await forEachStranded(
    run,
    'policy',
    async ({ groupUuid, groupId, ids }, transaction) =>
      withClaim(run, transaction, [groupId], async (spend) => {
        const late = await readLive(transaction, 'policy', ids);
        const values = late.map(({ value }) => value).filter((value) => value !== null);
        const kept = await spend((api) => adoptPolicies(api, groupUuid, values));
        const adopted = late.filter(
          ({ value }) => value === null || kept?.includes(value) !== false,
        );
        policies += late.length - adopted.length;
        return adopted.map(({ id }) => id);
      }),
  );
  return { policies, unreadable, isWhole };
}

/**
 * @returns the policies that the group has then; `undefined` where it was destroyed, or has none because
 * that was chosen.
 */
async function adoptPolicies(
  transaction: ApiTransaction,
  groupUuid: string,
  policies: readonly string[],
): Promise<readonly string[] | undefined> {
  const locked = (await lockMoved(transaction, [groupUuid])).get(groupUuid);
  const [group] = await findGroupsByUuids(transaction, [groupUuid]);
  if (!locked || !group) return undefined;
  if (group.policies.length > 0 || policies.length === 0) return group.policies;
  if (locked.receipt.changed.includes('policies')) return undefined;
  await replacePolicies(transaction, locked.groupId, policies, {}, now());
  return policies;
}

/**
 * @param adopt gives back the ids of the rows to soft-delete.
 * @returns whether it came to the end before the run was stopped.
 */
async function forEachStranded(
  { cell, deployment, signal }: CellRun,
  kind: DetachedKind,
  adopt: (rows: StrandedRows, transaction: CellTransaction) => Promise<readonly number[]>,
): Promise<boolean> {
  for await (const stranded of findStranded(deployment, cell, kind)) {
    if (signal?.aborted) return false;
    await cell.transaction(async (transaction) => {
      await lockLiveRows(transaction, kind, stranded.ids);
      const adopted = await adopt(stranded, transaction);
      await softDeleteRows(transaction, kind, adopted, now());
    });
  }
  return true;
}
