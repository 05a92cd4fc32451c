/**
 * The way back of some groups, in two steps (docs/correctness.md):
 *
 * 1. In a cell transaction their rows become live again, with what they are in the API database now. Their groups are still
 *    in the API database, which wins: nobody reads or writes these rows.
 * 2. In another cell transaction the rows are locked. Under these locks, one API transaction deletes the groups that are
 *    still what was copied, with their receipts: the commit point. The others are copied again.
 */
import {
  type ApiTransaction,
  deleteGroups,
  findKnownGroups,
  findStampedGroups,
  forgetMoves,
  holdMembers,
  lockGroups,
  type Receipt,
  recordReversed,
} from '@cellbridge/db-api';
import {
  type CellTransaction,
  endOfGroups,
  findGroupStates,
  findGroupsById,
  insertCellReceipts,
  lockGroupRows,
  lockLiveGroups,
  type RevivedPart,
  reviveGroups,
  softDeleteGroups,
} from '@cellbridge/db-cell';
import { now, revokeClaims } from '@cellbridge/objects';
import { isStillReversing } from '../begin-work.js';
import { CellInUseError } from '../cell-in-use-error.js';
import { withClaim } from '../instance-groups/claim.js';
import { digestOf } from '../instance-groups/digest.js';
import { isRefusal } from '../instance-groups/is-refusal.js';
import { progressKey } from '../progress-key.js';
import { receiptOfRow } from '../receipt-of-row.js';
import {
  type GoingGroup,
  judgeReversal,
  type ReversalScope,
  type ReversalVerdict,
} from './judge-reversal.js';
import type { StayingGroup } from './reverse-report.js';

/** How often a group is copied that services change all the time. */
const MAX_COPIES = 20;

/** An archiver has taken the cell receipt of a group meanwhile: what was done in the cell is rolled back. */
class ReceiptArchivedError extends Error {}

/** A reversal that is under way. */
export interface WorkScope extends ReversalScope {
  /** When it began in the cell. */
  readonly begunAt: string;
}

/** What became of some groups. */
export interface ReversedPart {
  /** How many went back. */
  readonly groups: number;
  readonly staying: readonly StayingGroup[];
}

/**
 * Takes some groups back to their cell, one by one if the cell refuses some of them.
 *
 * @param copiedBefore what was copied into their rows already, by the ids of these.
 */
export async function reversePart(
  scope: WorkScope,
  receipts: readonly Receipt[],
  copiedBefore: ReadonlyMap<number, GoingGroup> = new Map(),
): Promise<ReversedPart> {
  let groups = 0;
  const staying: StayingGroup[] = [];
  const copied = new Map(copiedBefore);
  let left = receipts;
  for (let copies = 0; left.length > 0; copies += 1) {
    if (copies === MAX_COPIES) {
      await endCopies(scope, left);
      return { groups, staying: [...staying, ...left.map(toChanging)] };
    }
    let copy: Copy;
    try {
      copy = await copyToCell(scope, left, copied);
    } catch (error) {
      if (error instanceof ReceiptArchivedError) continue;
      if (!isRefusal(error)) throw error;
      const rest = await reverseEach(scope, left, copied, error as Error);
      return { groups: groups + rest.groups, staying: [...staying, ...rest.staying] };
    }
    staying.push(...copy.staying);
    for (const going of copy.going) copied.set(going.group.id, going);
    const taken = await takeFromApi(scope, copy.going);
    groups += taken.size;
    left = left.filter(({ cellGroupId }) => copy.ids.has(cellGroupId) && !taken.has(cellGroupId));
  }
  return { groups, staying };
}

/** After the cell has refused one of some groups. */
async function reverseEach(
  scope: WorkScope,
  receipts: readonly Receipt[],
  copied: ReadonlyMap<number, GoingGroup>,
  { message: details }: Error,
): Promise<ReversedPart> {
  const [receipt] = receipts;
  if (receipt && receipts.length === 1) {
    await endCopies(scope, receipts);
    return { groups: 0, staying: [{ groupUuid: receipt.groupUuid, reason: 'refused', details }] };
  }
  let groups = 0;
  const staying: StayingGroup[] = [];
  for (const receipt of receipts) {
    const part = await reversePart(scope, [receipt], copied);
    groups += part.groups;
    staying.push(...part.staying);
  }
  return { groups, staying };
}

function toChanging({ groupUuid }: Receipt): StayingGroup {
  const details = `It was changed ${MAX_COPIES} times while it was to go back; try again.`;
  return { groupUuid, reason: 'changing', details };
}

/** What was copied, and what cannot go back. */
interface Copy extends Pick<ReversalVerdict, 'going' | 'staying'> {
  /** The ids of the rows whose groups can go back, the copied ones among them. */
  readonly ids: ReadonlySet<number>;
}

/**
 * Makes the rows live, with what their groups are now.
 *
 * @param before what was copied before, by the ids of the rows: a live member that is not of it was added since by a writer
 *   that does not know the rules, and is kept.
 */
async function copyToCell(
  scope: WorkScope,
  receipts: readonly Receipt[],
  before: ReadonlyMap<number, GoingGroup>,
): Promise<Copy> {
  const { cell, deployment } = scope;
  const { api } = deployment;
  const planned = await cell.snapshot((reader) => judgeReversal(scope, reader, receipts));
  const held = planned.going.map(({ group }) => group.uuid);
  if (held.length === 0 && planned.toEnd.length === 0) return { ...planned, ids: new Set() };
  await api.transaction(async (transaction) => {
    await lockGroups(transaction, held);
    await holdMembers(transaction, cell.uuid, held);
  });
  return await cell.transaction(async (transaction) => {
    const ids = receipts.map(({ cellGroupId }) => cellGroupId);
    await lockGroupRows(transaction, ids);
    await revokeClaims(api, cell, transaction, ids);
    const verdict = await judgeReversal(scope, transaction, receipts);
    const { staying, toEnd, liveIds } = verdict;
    // What can go back only since it was asked for is held with the next copy.
    const going = verdict.going.filter(({ isHeld }) => isHeld);
    const goingIds = going.map(({ group }) => group.id);
    const late = await findLateMembers(transaction, before, liveIds);
    const endedIds = [...goingIds, ...toEnd.map(({ cellGroupId }) => cellGroupId)];
    await endRows(
      transaction,
      endedIds.filter((id) => liveIds.has(id)),
      toEnd,
    );
    const revived = going.map(({ group }) => {
      const own = new Set(group.members.map(({ value }) => value));
      const others = (late.get(group.id) ?? []).filter(({ value }) => !own.has(value));
      return { ...group, members: [...group.members, ...others] };
    });
    const proved = await reviveGroups(transaction, revived);
    const isProved = (id: number) => liveIds.has(id) || proved.has(id);
    if (!goingIds.every(isProved)) throw new ReceiptArchivedError();
    return { going, staying, ids: new Set(verdict.going.map(({ group }) => group.id)) };
  });
}

/** Soft-deletes rows that a copy has made live, those of `receipts` for good. */
async function endRows(
  transaction: CellTransaction,
  ids: readonly number[],
  receipts: readonly Receipt[],
): Promise<void> {
  if (ids.length === 0) return;
  const at = await endOfGroups(transaction, ids, now());
  await softDeleteGroups(transaction, ids, at);
  await insertCellReceipts(transaction, receipts, at);
}

/** The members that live rows have beside what was copied into them, by the ids of the groups. */
async function findLateMembers(
  transaction: CellTransaction,
  before: ReadonlyMap<number, GoingGroup>,
  liveIds: ReadonlySet<number>,
): Promise<Map<number, RevivedPart[]>> {
  const copiedIds = [...before.keys()].filter((id) => liveIds.has(id));
  if (copiedIds.length === 0) return new Map();
  const groups = await findGroupsById(transaction, copiedIds);
  return new Map(
    groups.map(({ id, members }) => {
      const copied = new Set(before.get(id)?.group.members.map(({ value }) => value));
      const late = members.filter((member) => !copied.has(member));
      return [id, late.map((value) => ({ value, createdAt: now(), updatedAt: null }))];
    }),
  );
}

/** Soft-deletes the rows of groups that were copied and stay in the API database. */
async function endCopies(
  { cell, deployment }: WorkScope,
  receipts: readonly Receipt[],
): Promise<void> {
  await cell.transaction(async (transaction) => {
    const ids = receipts.map(({ cellGroupId }) => cellGroupId);
    const live = await lockLiveGroups(transaction, { ids });
    await revokeClaims(
      deployment.api,
      cell,
      transaction,
      live.map(({ id }) => id),
    );
    const uuids = live.map(({ uuid }) => uuid);
    const known = await findKnownGroups(deployment.api, uuids);
    const ended = live.flatMap((row) => receiptOfRow(cell, row, known) ?? []);
    const endedIds = ended.map(({ cellGroupId }) => cellGroupId);
    await endRows(transaction, endedIds, ended);
  });
}

/**
 * Deletes from the API database the groups that are still what was copied into the cell, whose rows are locked meanwhile.
 *
 * @returns the ids of their rows.
 */
async function takeFromApi(scope: WorkScope, going: readonly GoingGroup[]): Promise<Set<number>> {
  const { cell, deployment } = scope;
  const taken = new Set<number>();
  if (going.length === 0) return taken;
  await cell.transaction(async (cellTransaction) => {
    // The cell may have given its transaction up after the commit in the API database, and tries it again.
    const left = going.filter(({ group }) => !taken.has(group.id));
    const rows = await lockLiveGroups(cellTransaction, { ids: left.map(({ group }) => group.id) });
    const uuidsById = new Map(rows.map(({ id, uuid }) => [id, uuid]));
    const locked = left.filter(({ group }) => uuidsById.get(group.id) === group.uuid);
    const ids = locked.map(({ group }) => group.id);
    if (ids.length === 0) return;
    await withClaim({ deployment, cell }, cellTransaction, ids, async (spend) => {
      // That this works proves that the locks were held until the claim was committed.
      await findGroupStates(cellTransaction, ids, { withArchive: false });
      const deleted = await spend((transaction) => deleteSame(transaction, scope, locked));
      for (const id of deleted) taken.add(id);
    });
  });
  return taken;
}

/** Deletes the groups that are what was copied. @returns the ids of their rows in the cell. */
async function deleteSame(
  transaction: ApiTransaction,
  { begunAt, cell }: WorkScope,
  copied: readonly GoingGroup[],
): Promise<number[]> {
  const uuids = copied.map(({ group }) => group.uuid);
  const groupIds = await lockGroups(transaction, uuids);
  const known = await findKnownGroups(transaction, uuids);
  const stored = await findStampedGroups(transaction, uuids);
  const same = copied.filter(({ group, digest }) => {
    const receipt = receiptOfRow(cell, group, known);
    const there = stored.get(group.uuid);
    return receipt?.destroyedAt === null && there !== undefined && digestOf(there) === digest;
  });
  if (same.length === 0) return [];
  const uuidsOfSame = same.map(({ group }) => group.uuid);
  await deleteGroups(
    transaction,
    uuidsOfSame.flatMap((uuid) => groupIds.get(uuid) ?? []),
  );
  await forgetMoves(transaction, uuidsOfSame);
  // Services may not ask the cell any more.
  if (!(await isStillReversing(transaction, cell, begunAt))) throw new CellInUseError(cell);
  await recordReversed(transaction, progressKey(cell), same.length, now());
  return same.map(({ group }) => group.id);
}
