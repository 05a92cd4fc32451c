import { type ApiTransaction, findGroupsByUuids, replacePolicies } from '@cellbridge/db-api';
import {
  type CellTransaction,
  type DetachedKind,
  findUnreadableValues,
  type LiveRow,
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
  let policies = 0;
  const unreadable: UnreadableValue[] = [];
  const count = (adopted: Adopted) => {
    policies += adopted.policies;
    unreadable.push(...adopted.unreadable);
  };
  let isWhole = true;
  for (const kind of ['archived-member', 'member'] as const) {
    const adopt: Adopt = ({ groupUuid, groupId, ids }, transaction) =>
      withClaim(run, transaction, [groupId], async (spend) => {
        // Read after the claim was committed: that this works proves that the locks were held until then.
        const { late, unreadable } = await readLive(transaction, kind, ids);
        await spend((api) => adoptMembers(api, [{ cellUuid, groupUuid, late }]));
        return { ids: late.map(({ id }) => id), policies: 0, unreadable };
      });
    isWhole &&= await forEachStranded(run, kind, adopt, count);
  }
  const adopt: Adopt = ({ groupUuid, groupId, ids }, transaction) =>
    withClaim(run, transaction, [groupId], async (spend) => {
      const { late, unreadable } = await readLive(transaction, 'policy', ids);
      const values = late.map(({ value }) => value).filter((value) => value !== null);
      const kept = await spend((api) => adoptPolicies(api, groupUuid, values));
      const adopted = late.filter(({ value }) => value === null || kept?.includes(value) !== false);
      const ofAdopted = adopted.map(({ id }) => id);
      return { ids: ofAdopted, policies: late.length - adopted.length, unreadable };
    });
  isWhole &&= await forEachStranded(run, 'policy', adopt, count);
  return { policies, unreadable, isWhole };
}

/** What became of the stranded rows of a group. */
interface Adopted {
  /** The ids of the rows to soft-delete. */
  readonly ids: readonly number[];
  /** How many policy rows stay. */
  readonly policies: number;
  /** What stays because nobody can read it. */
  readonly unreadable: readonly UnreadableValue[];
}

type Adopt = (rows: StrandedRows, transaction: CellTransaction) => Promise<Adopted>;

/** Reads and locks those rows that are still live. */
async function readLive(
  transaction: CellTransaction,
  kind: DetachedKind,
  ids: readonly number[],
): Promise<{ late: LiveRow[]; unreadable: UnreadableValue[] }> {
  const rows = await lockLiveRows(transaction, kind, ids);
  // Time stamps of such a row are not copied.
  const values = rows.map(({ id, value }) => ({ id, value }));
  const unreadable = await findUnreadableValues(transaction, kind, values);
  const late = rows.filter(({ id }) => !unreadable.some((value) => value.id === id));
  return { late, unreadable };
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
 * @param count is given what was done, once the cell has committed: a transaction may be tried again.
 * @returns whether it came to the end before the run was stopped.
 */
async function forEachStranded(
  { cell, deployment, signal, steering }: CellRun,
  kind: DetachedKind,
  adopt: Adopt,
  count: (adopted: Adopted) => void,
): Promise<boolean> {
  for await (const stranded of findStranded(deployment, cell, kind)) {
    await steering.obey();
    if (signal?.aborted) return false;
    steering.spend(1);
    const adopted = await cell.transaction(async (transaction) => {
      await lockLiveRows(transaction, kind, stranded.ids);
      const done = await adopt(stranded, transaction);
      await softDeleteRows(transaction, kind, done.ids, now());
      return done;
    });
    count(adopted);
  }
  return true;
}
