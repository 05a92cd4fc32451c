import { advanceProgress, quarantineGroup, UniqueViolationError } from '@cellbridge/db-api';
import type { CellTransaction, GroupRow } from '@cellbridge/db-cell';
import { now } from '@cellbridge/objects';
import { receiptOfRow } from '../receipt-of-row.js';
import { absorb } from './absorb.js';
import type { CellRun } from './cell-run.js';
import { findKnown } from './find-known.js';
import { isRefusal } from './is-refusal.js';
import { moveLocked } from './move-locked.js';
import { NOTHING_DONE, sumOfAttempts } from './move-result.js';
import { ANOTHER_LOST, destroyedSince, type Obstacle, otherContent } from './obstacles.js';
import { type ApiCommit, type UnderLocks, underLocks } from './under-locks.js';
import { UnreadableValueError } from './unreadable-value-error.js';

/** A row of a cell; with a `uuid` only as long as it is the row of that group. */
interface RowKey {
  readonly id: number;
  readonly uuid?: string;
}

/**
 * Moves a single group, whatever the API database knows of its uuid, or puts it into quarantine.
 *
 * A group that the API database has with the same content is absorbed: its row is soft-deleted.
 * One that it has with other content, or had and lost, is left untouched for somebody to decide.
 *
 * @returns where nothing was moved and nothing quarantined, the group is no longer live.
 */
export async function moveOne(run: CellRun, key: RowKey): Promise<UnderLocks> {
  const move = () =>
    withRow(run, key, (cellTransaction, row) => moveOrSetAside(run, cellTransaction, row));
  let moved = await move();
  // Two cells that move one uuid at once meet in the unique index; the loser looks at it again.
  if (UniqueViolationError.isInstance(moved.error)) moved = afterwards(moved, await move());
  const { error } = moved;
  if (!isRefusal(error)) return moved;
  const reason = UnreadableValueError.isInstance(error) ? 'unreadable' : 'refused';
  const obstacle = { reason, details: (error as Error).message } as const;
  const setAsideNow = (_cellTransaction: CellTransaction, row: GroupRow) =>
    setAside(run, row, obstacle);
  return afterwards(moved, await withRow(run, key, setAsideNow));
}

/** What two attempts have come to: what the first one has committed stays done. */
function afterwards({ result: first }: UnderLocks, second: UnderLocks): UnderLocks {
  return { ...second, result: sumOfAttempts(first, second.result) };
}

/** Decides under the lock of the group's row, so that what is decided, and recorded, stays true. */
async function withRow(
  run: CellRun,
  { id, uuid }: RowKey,
  decide: (cellTransaction: CellTransaction, row: GroupRow) => Promise<ApiCommit>,
): Promise<UnderLocks> {
  return await underLocks(run, { ids: [id] }, async (cellTransaction, [row]) => {
    const isIts = row !== undefined && (uuid ?? row.uuid) === row.uuid;
    return isIts ? await decide(cellTransaction, row) : NOTHING_DONE;
  });
}

async function moveOrSetAside(
  run: CellRun,
  cellTransaction: CellTransaction,
  row: GroupRow,
): Promise<ApiCommit> {
  const known = await findKnown(run, cellTransaction, [row]);
  const group = known.get(row.uuid);
  const receipt = receiptOfRow(run.cell, row, known);
  if (receipt) return await moveLocked(run, cellTransaction, [], [{ row, receipt }]);
  if (!group && !run.lostUuids.has(row.uuid)) {
    return await moveLocked(run, cellTransaction, [row], []);
  }
  if (!group) return await setAside(run, row, ANOTHER_LOST);
  if (!group.exists) return await setAside(run, row, destroyedSince(group.receipt));
  const absorbed = await absorb(run, cellTransaction, row);
  if (!('differences' in absorbed)) return absorbed;
  return await setAside(run, row, otherContent(absorbed.differences));
}

/** Puts a group into quarantine; its row is locked, and stays as it is. */
async function setAside(run: CellRun, row: GroupRow, obstacle: Obstacle): Promise<ApiCommit> {
  const cellUuid = run.cell.uuid;
  const entry = { ...obstacle, cellUuid, cellGroupId: row.id, groupUuid: row.uuid };
  const counts = { cursor: row.id, found: run.quarantined.has(row.id) ? 0 : 1, done: 0 };
  await run.deployment.api.transaction(async (transaction) => {
    await quarantineGroup(transaction, entry, now());
    await advanceProgress(transaction, run.progressKey, counts, now());
  });
  const isNew = counts.found > 0;
  const { reason, details } = obstacle;
  const group = { groupUuid: row.uuid, cellGroupId: row.id };
  run.tell({ type: 'quarantined', ...group, reason, details, isNew });
  // It was counted, also where the cell's transaction is tried again.
  run.quarantined.add(row.id);
  return { found: 1, done: 0, movedIds: [], quarantinedIds: [row.id] };
}
