/** Writing what was lost: a group and its receipt in one transaction, or the receipt of one that is there. */
import {
  advanceProgress,
  findKnownGroups,
  findStampedGroups,
  insertMovedGroups,
  insertReceipt,
  lockGroups,
  lockProgress,
  setProgressState,
} from '@cellbridge/db-api';
import { type Cell, type Deployment, now } from '@cellbridge/objects';
import { isRefusal } from '../instance-groups/is-refusal.js';
import { progressKey } from '../progress-key.js';
import { isMovedGroup } from './is-moved-group.js';
import type { RecoveredGroup, RecoveredReceipt } from './plan-recovery.js';
import { recordDifferences } from './record-differences.js';
import type { Unrecoverable } from './recover-report.js';

/** What became of groups that were to be put back; of the others another process was faster. */
export interface PutBack {
  readonly inserted: readonly RecoveredGroup[];
  /** Those that the API database refused. */
  readonly refused: readonly Unrecoverable[];
}

/** Inserts groups with their receipts, one by one if the API database refuses some of them. */
export async function putBackGroups(
  deployment: Deployment,
  cell: Cell,
  groups: readonly RecoveredGroup[],
): Promise<PutBack> {
  if (groups.length === 0) return { inserted: [], refused: [] };
  try {
    return { inserted: await insertGroups(deployment, cell, groups), refused: [] };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (groups.length === 1) return await judgeRefusal(deployment, groups, error as Error);
  }
  const each: PutBack[] = [];
  for (const group of groups) each.push(await putBackGroups(deployment, cell, [group]));
  return {
    inserted: each.flatMap(({ inserted }) => inserted),
    refused: each.flatMap(({ refused }) => refused),
  };
}

/** A group may have come by its uuid since it was asked for: then it is not refused, but known. */
async function judgeRefusal(
  { api }: Deployment,
  groups: readonly RecoveredGroup[],
  { message: reason }: Error,
): Promise<PutBack> {
  const uuids = groups.map(({ uuid }) => uuid);
  const known = await findKnownGroups(api, uuids);
  const refused = groups
    .filter(({ uuid }) => !known.has(uuid))
    .map(({ uuid: groupUuid, cellGroupId }) => ({ groupUuid, cellGroupId, reason }));
  return { inserted: [], refused };
}

/** @returns those that were inserted: what the API database knows by now is not touched. */
async function insertGroups(
  { api }: Deployment,
  cell: Cell,
  groups: readonly RecoveredGroup[],
): Promise<RecoveredGroup[]> {
  const key = progressKey(cell);
  return await api.transaction(async (transaction) => {
    const uuids = groups.map(({ uuid }) => uuid);
    const known = await findKnownGroups(transaction, uuids);
    const lost = groups.filter(({ uuid }) => !known.has(uuid));
    if (lost.length === 0) return [];
    for (const [where, moved] of byMove(lost)) {
      await insertMovedGroups(transaction, moved, { cellUuid: cell.uuid, ...where });
    }
    const different = lost.filter(({ differs }) => differs.size > 0);
    await recordDifferences(
      transaction,
      new Map(different.map(({ uuid, digest }) => [uuid, digest])),
    );
    const counts = { cursor: 0, found: lost.length, done: lost.length };
    await advanceProgress(transaction, key, counts, now());
    // The next run looks whether something else is left.
    const isReversing = (await lockProgress(transaction, key))?.state === 'reversing';
    if (!isReversing) await setProgressState(transaction, key, { state: 'stopped' }, now());
    return lost;
  });
}

/** Groups by the run and the time of their move, as {@link insertMovedGroups} takes them. */
function byMove(
  groups: readonly RecoveredGroup[],
): Map<{ runId: string; movedAt: string }, RecoveredGroup[]> {
  const moves = new Map<string, RecoveredGroup[]>();
  for (const group of groups) {
    const key = `${group.runId} ${group.movedAt}`;
    moves.set(key, [...(moves.get(key) ?? []), group]);
  }
  return new Map(
    [...moves.values()].map((moved) => {
      const { runId = '', movedAt = '' } = moved[0] ?? {};
      return [{ runId, movedAt }, moved];
    }),
  );
}

/**
 * Writes receipts for groups that the API database had without them a moment ago. Where the group that
 * moved is gone by now, or another one was created with its uuid, the receipt says that it was destroyed:
 * else it would come back, or the other one would get its late members.
 *
 * @returns how many were written; of the others another process was faster.
 */
export async function putBackReceipts(
  { api }: Deployment,
  receipts: readonly RecoveredReceipt[],
): Promise<number> {
  if (receipts.length === 0) return 0;
  return await api.transaction(async (transaction) => {
    const uuids = receipts.map(({ receipt }) => receipt.groupUuid);
    await lockGroups(transaction, uuids);
    const groups = await findStampedGroups(transaction, uuids);
    const digests = new Map<string, string>();
    let written = 0;
    for (const { receipt, row } of receipts) {
      const group = groups.get(receipt.groupUuid);
      const isThere = group !== undefined && isMovedGroup(group, row, receipt.digest);
      const destroyedAt = isThere ? null : now();
      if (!(await insertReceipt(transaction, { ...receipt, destroyedAt }))) continue;
      written += 1;
      if (isThere) digests.set(receipt.groupUuid, receipt.digest);
    }
    // What was changed since the move was recorded in the receipt that is gone.
    await recordDifferences(transaction, digests);
    return written;
  });
}
