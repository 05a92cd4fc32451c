/**
 * Putting back into the API database what it has lost, from what the cells prove.
 *
 * The rules are those of a move: a group and its receipt are inserted in one transaction, so that a
 * recovery may be killed at any moment and run again, beside services, migrators and other recoveries.
 * What the API database knows already is never touched. What was written to it after its backup is
 * lost with it: a group comes back as it moved.
 */
import {
  advanceProgress,
  findKnownGroups,
  insertMovedGroups,
  insertReceipt,
  type MovedGroup,
  moveReceiptsToCell,
  type NewReceipt,
  setProgressState,
} from '@cellbridge/db-api';
import {
  findMovedContent,
  hasArchive,
  type MovedContent,
  renameCellReceipts,
} from '@cellbridge/db-cell';
import {
  type Cell,
  type CellUnavailableError,
  type Deployment,
  INSTANCE_GROUPS_MIGRATION,
  now,
} from '@cellbridge/objects';
import { toMovedGroup } from '../instance-groups/assemble.js';
import {
  digestOf,
  firstDigestOf,
  isFirstDigest,
  isSameContent,
} from '../instance-groups/digest.js';
import { isRefusal } from '../instance-groups/is-refusal.js';
import { missedCell } from '../missed-cell.js';
import { findOneSided, type OneSided } from './one-sided.js';

/** Which cells a recovery looks at, and how. */
export interface RecoverOptions {
  /** The uuids or names of the cells. Default: all. */
  readonly cells?: readonly string[] | undefined;
  /** Writes nothing, and says what would be done. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Ends the recovery after the groups that it is at. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch, with what was done in its cell so far. */
  readonly onProgress?: ((cell: CellRecovery) => void) | undefined;
}

/** A group that could not be put back, and why. */
export interface Unrecoverable {
  /** `null` where the cell does not say it any more. */
  readonly groupUuid: string | null;
  /** The id of its row in the cell. */
  readonly cellGroupId: number;
  readonly reason: string;
}

/** What was put back from one cell, or would be. */
export interface CellRecovery {
  readonly uuid: string;
  readonly name: string | null;
  /** Groups that the API database had lost, each with its receipt. */
  readonly groups: number;
  /** Receipts of groups that it still had. */
  readonly receipts: number;
  /** Receipts that named the uuid under which the cell was mapped before. */
  readonly remapped: number;
  readonly unrecoverable: readonly Unrecoverable[];
}

/**
 * What a recovery did, cell by cell.
 *
 * `complete`: nothing is lost any more. · `failed`: something could not be put back. ·
 * `unavailable`: a cell could not be reached. · `stopped`: it was ended by its signal.
 */
export interface RecoverReport {
  readonly outcome: 'complete' | 'failed' | 'unavailable' | 'stopped';
  readonly dryRun: boolean;
  /** Sorted by uuid; a cell that could not be reached is not there. */
  readonly cells: readonly CellRecovery[];
  readonly unavailableCells: readonly CellUnavailableError[];
}

/** Puts back what the API database has lost of groups that the cells prove have moved. */
export async function recoverDeployment(
  deployment: Deployment,
  options: RecoverOptions = {},
): Promise<RecoverReport> {
  const { signal, dryRun = false } = options;
  const chosen = options.cells?.map((name) => deployment.cell(name));
  const wanted = deployment.cells.filter((cell) => chosen?.includes(cell) ?? true);
  const cells: CellRecovery[] = [];
  const unavailableCells: CellUnavailableError[] = [];
  for (const cell of wanted) {
    if (signal?.aborted) break;
    try {
      cells.push(await recoverCell(deployment, cell, options));
    } catch (error) {
      unavailableCells.push(missedCell(deployment, cell, error));
    }
  }
  const outcome = judge(cells, unavailableCells, signal?.aborted ?? false);
  return { outcome, dryRun, cells, unavailableCells };
}

function judge(
  cells: readonly CellRecovery[],
  unavailableCells: readonly CellUnavailableError[],
  isStopped: boolean,
): RecoverReport['outcome'] {
  if (isStopped) return 'stopped';
  if (unavailableCells.length > 0) return 'unavailable';
  return cells.some(({ unrecoverable }) => unrecoverable.length > 0) ? 'failed' : 'complete';
}

async function recoverCell(
  deployment: Deployment,
  cell: Cell,
  { dryRun = false, signal, onProgress }: RecoverOptions,
): Promise<CellRecovery> {
  let total: CellRecovery = {
    uuid: cell.uuid,
    name: cell.name,
    groups: 0,
    receipts: 0,
    remapped: 0,
    unrecoverable: [],
  };
  const withArchive = await cell.use(hasArchive);
  for await (const page of findOneSided(deployment, cell)) {
    for (const lost of chunks(page)) {
      if (signal?.aborted) return total;
      const ids = lost.map(({ receipt }) => receipt.cellGroupId);
      const contents = await cell.examine((reader) =>
        findMovedContent(reader, ids, { withArchive }),
      );
      const plan = planRecovery(cell, lost, contents);
      const refused = dryRun ? [] : await carryOut(deployment, cell, plan);
      total = {
        ...total,
        groups: total.groups + plan.groups.length - refused.length,
        receipts: total.receipts + plan.receipts.length,
        remapped: total.remapped + lost.filter(({ loss }) => loss === 'mapping').length,
        unrecoverable: [...total.unrecoverable, ...plan.unrecoverable, ...refused],
      };
      onProgress?.(total);
    }
  }
  return total;
}

/** How many groups are read from the cell in one go, whole. */
const GROUPS_AT_ONCE = 100;

function chunks<T>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < items.length; from += GROUPS_AT_ONCE) {
    parts.push(items.slice(from, from + GROUPS_AT_ONCE));
  }
  return parts;
}

/** What is to be done about some of what is lost. */
interface Plan {
  readonly groups: readonly RecoveredGroup[];
  readonly receipts: readonly NewReceipt[];
  /** Those that name another uuid than the cell has now. */
  readonly remapped: readonly OneSided[];
  readonly unrecoverable: readonly Unrecoverable[];
}

interface RecoveredGroup extends MovedGroup {
  readonly runId: string;
  readonly movedAt: string;
}

/** No member row came later: where the rows are gone, nothing says which is the last that moved. */
const NO_LATER_MEMBER = 2 ** 31 - 1;

function planRecovery(
  cell: Cell,
  lost: readonly OneSided[],
  contents: readonly MovedContent[],
): Plan {
  const groups: RecoveredGroup[] = [];
  const receipts: NewReceipt[] = [];
  const unrecoverable: Unrecoverable[] = [];
  for (const { loss, receipt } of lost) {
    const { cellGroupId, digest, groupUuid, runId } = receipt;
    const rows = contents.filter(({ id, uuid }) => id === cellGroupId && uuid === groupUuid);
    const content = rows.find((row) => row.deletedAt !== null && isWhatMoved(row, digest));
    const movedAt = content?.deletedAt ?? now();
    if (loss === 'receipt' && groupUuid !== null) {
      const lastMemberId = content?.lastMemberId ?? NO_LATER_MEMBER;
      const names = { groupUuid, cellUuid: cell.uuid, cellGroupId };
      receipts.push({ ...names, lastMemberId, digest, runId, movedAt });
    } else if (loss === 'group' && content) {
      const { id: _id, deletedAt: _deletedAt, ...group } = content;
      groups.push({ ...toMovedGroup({ ...group, cellGroupId }), digest, runId, movedAt });
    } else if (loss === 'group') {
      unrecoverable.push({ groupUuid, cellGroupId, reason: reasonFor(rows) });
    }
  }
  const remapped = lost.filter(({ receipt }) => receipt.cellUuid !== cell.uuid);
  return { groups, receipts, remapped, unrecoverable };
}

function isWhatMoved(content: MovedContent, digest: string): boolean {
  return isFirstDigest(digest)
    ? firstDigestOf(content) === digest
    : isSameContent(digestOf(content), digest);
}

function reasonFor(rows: readonly MovedContent[]): string {
  if (rows.length === 0) return 'Its rows are gone from the cell.';
  return rows.some(({ deletedAt }) => deletedAt === null)
    ? 'Its row in the cell is live again; run "cellbridge db online-data-migrations".'
    : 'Its rows in the cell are not what moved.';
}

/** @returns the groups that the API database refused. */
async function carryOut(
  deployment: Deployment,
  cell: Cell,
  { groups, receipts, remapped }: Plan,
): Promise<Unrecoverable[]> {
  const { api } = deployment;
  if (receipts.length > 0) {
    await api.transaction(async (transaction) => {
      for (const receipt of receipts) await insertReceipt(transaction, receipt);
    });
  }
  await renameReceipts(deployment, cell, remapped);
  try {
    await insertGroups(deployment, cell, groups);
    return [];
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const refused: Unrecoverable[] = [];
  for (const group of groups) {
    try {
      await insertGroups(deployment, cell, [group]);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // Another recovery was faster: then it is there.
      if ((await findKnownGroups(api, [group.uuid])).has(group.uuid)) continue;
      const { message: reason } = error as Error;
      refused.push({ groupUuid: group.uuid, cellGroupId: group.cellGroupId, reason });
    }
  }
  return refused;
}

async function insertGroups(
  { api }: Deployment,
  { uuid: cellUuid }: Cell,
  groups: readonly RecoveredGroup[],
): Promise<void> {
  if (groups.length === 0) return;
  const key = { migration: INSTANCE_GROUPS_MIGRATION, cellUuid };
  await api.transaction(async (transaction) => {
    for (const [where, moved] of byMove(groups)) {
      await insertMovedGroups(transaction, moved, { cellUuid, ...where });
    }
    const counts = { cursor: 0, found: groups.length, done: groups.length };
    await advanceProgress(transaction, key, counts, now());
    // The next run looks whether something else is left.
    await setProgressState(transaction, key, { state: 'stopped' }, now());
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

/** Gives the receipts on both sides the uuid that the cell has now; the API database's first. */
async function renameReceipts(
  { api }: Deployment,
  cell: Cell,
  remapped: readonly OneSided[],
): Promise<void> {
  if (remapped.length === 0) return;
  await cell.write(async (cellTransaction) => {
    await api.transaction(async (transaction) => {
      for (const { receipt } of remapped) {
        if (receipt.groupUuid === null) continue;
        const names = { from: receipt.cellUuid, to: cell.uuid };
        await moveReceiptsToCell(transaction, [receipt.groupUuid], names);
      }
    });
    for (const archived of [false, true]) {
      const ids = remapped
        .filter((one) => one.archived === archived)
        .map(({ receipt }) => receipt.id);
      if (ids.length > 0) await renameCellReceipts(cellTransaction, { ids, archived }, cell.uuid);
    }
  });
}
