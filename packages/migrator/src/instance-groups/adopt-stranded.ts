import {
  findGroupsByUuid,
  lockGroup,
  type Receipt,
  replacePolicies,
  type Transaction,
} from '@cellbridge/db-api';
import {
  findUnreadableValues,
  lockLiveRows,
  type RowKind,
  softDeleteRows,
  type UnreadableValue,
} from '@cellbridge/db-cell';
import { now } from '@cellbridge/objects';
import { adoptMembers } from './adopt-members.js';
import type { CellRun } from './cell-run.js';
import { claimGroups, spendClaim } from './claim.js';
import { findStranded } from './stranded-rows.js';

/**
 * Lets stranded rows follow their group: live rows that a writer who does not know of the move has left
 * under a group that has moved. A policy is kept only where the group has none. Rows of groups that
 * never moved are orphans, and stay.
 *
 * @returns how many policy rows stay because the group has another policy, and what stays because nobody
 * can read it.
 */
export async function adoptStranded(
  run: CellRun,
): Promise<{ policies: number; unreadable: readonly UnreadableValue[] }> {
  const unreadable: UnreadableValue[] = [];
  const readLive = async (transaction: Transaction, kind: RowKind, ids: readonly number[]) => {
    const rows = await lockLiveRows(transaction, kind, ids);
    // Time stamps of such a row are not copied.
    const values = rows.map(({ id, value }) => ({ id, value }));
    const found = await findUnreadableValues(transaction, kind, values);
    unreadable.push(...found);
    return rows.filter(({ id }) => !found.some((value) => value.id === id));
  };
  await forEachStranded(run, 'member', async (receipt, transaction, ids) => {
    const claim = await claimGroups(run, transaction, [receipt.cellGroupId]);
    // Read after the claim was committed: that this works proves that the locks were held until then.
    const late = await readLive(transaction, 'member', ids);
    await spendClaim(run, claim, (api) => adoptMembers(api, [{ receipt, late }]));
    return late.map(({ id }) => id);
  });
  let policies = 0;
  await forEachStranded(run, 'policy', async (receipt, transaction, ids) => {
    const claim = await claimGroups(run, transaction, [receipt.cellGroupId]);
    const late = await readLive(transaction, 'policy', ids);
    const values = late.map(({ value }) => value).filter((value) => value !== null);
    const kept = await spendClaim(run, claim, (api) => adoptPolicies(api, receipt, values));
    const adopted = late.filter(({ value }) => value === null || kept?.includes(value) !== false);
    policies += late.length - adopted.length;
    return adopted.map(({ id }) => id);
  });
  return { policies, unreadable };
}

/** @returns the policies that the group has then; `undefined` where it was destroyed. */
async function adoptPolicies(
  transaction: Transaction,
  { groupUuid, destroyedAt }: Receipt,
  policies: readonly string[],
): Promise<readonly string[] | undefined> {
  const groupId = await lockGroup(transaction, groupUuid, null);
  const [group] = await findGroupsByUuid(transaction, [groupUuid]);
  if (groupId === undefined || !group || destroyedAt !== null) return undefined;
  if (group.policies.length > 0 || policies.length === 0) return group.policies;
  await replacePolicies(transaction, groupId, policies, {}, now());
  return policies;
}

/** @param adopt gets the ids of live rows of one group, and gives back those to soft-delete. */
async function forEachStranded(
  { cell, deployment, signal }: CellRun,
  kind: RowKind,
  adopt: (
    receipt: Receipt,
    transaction: Transaction,
    ids: readonly number[],
  ) => Promise<readonly number[]>,
): Promise<void> {
  for await (const { receipt, ids } of findStranded(deployment, cell, kind)) {
    if (signal?.aborted) return;
    await cell.write(async (transaction) => {
      await lockLiveRows(transaction, kind, ids);
      const adopted = await adopt(receipt, transaction, ids);
      await softDeleteRows(transaction, kind, adopted, now());
    });
  }
}
