/**
 * Putting back into the API database what it has lost, from what the cells prove.
 *
 * The rules are those of a move: a group and its receipt are inserted in one transaction, so that a
 * recovery may be killed at any moment and run again, beside services, migrators and other recoveries.
 * What the API database knows already is never touched. What was written to it after its backup is
 * lost with it: a group comes back as its rows in the cell ended, which is mostly as it moved.
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
  CellUnavailableError,
  type Deployment,
  INSTANCE_GROUPS_MIGRATION,
  now,
} from '@cellbridge/objects';
import { toMovedGroup } from '../instance-groups/assemble.js';
import {
  type DigestedGroup,
  type DigestPart,
  differingParts,
  digestOf,
  firstDigestOf,
  isFirstDigest,
  isSameContent,
} from '../instance-groups/digest.js';
import { isRefusal } from '../instance-groups/is-refusal.js';
import { findOneSided, type OneSided } from './one-sided.js';
import { recordDifferences } from './record-differences.js';

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

/** A group that was put back from rows which are not all as they moved. */
export interface NotAsMoved {
  readonly groupUuid: string;
  /** The id of its row in the cell. */
  readonly cellGroupId: number;
  /** In what the rows differ from what moved, in one sentence. */
  readonly details: string;
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
  /** Those of `groups` that somebody should look at. */
  readonly notAsMoved: readonly NotAsMoved[];
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
      if (!CellUnavailableError.isInstance(error)) throw error;
      unavailableCells.push(error);
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
    notAsMoved: [],
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
        notAsMoved: [...total.notAsMoved, ...plan.groups.flatMap(describeDifference)],
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
  /** In what the cell's rows differ from what moved. */
  readonly differs: ReadonlySet<DigestPart>;
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
    const ended = rows.filter(({ deletedAt }) => deletedAt !== null);
    const content = ended.find((row) => isWhatMoved(row, digest)) ?? ended[0];
    const movedAt = content?.deletedAt ?? now();
    if (loss === 'receipt' && groupUuid !== null) {
      const lastMemberId = content?.lastMemberId ?? NO_LATER_MEMBER;
      const names = { groupUuid, cellUuid: cell.uuid, cellGroupId };
      receipts.push({ ...names, lastMemberId, digest, runId, movedAt });
    } else if (loss === 'group' && content) {
      const { id: _id, deletedAt: _deletedAt, ...group } = content;
      const moved = toMovedGroup({ ...group, cellGroupId });
      groups.push({ ...moved, digest, runId, movedAt, differs: differenceOf(group, digest) });
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

function differenceOf(group: DigestedGroup, digest: string): Set<DigestPart> {
  if (isFirstDigest(digest) && firstDigestOf(group) === digest) return new Set();
  return differingParts(digestOf(group), digest);
}

const SHOWN_PARTS: Readonly<Record<DigestPart, string>> = {
  fields: 'name, user, project or policies',
  members: 'members',
  stamps: 'time stamps or rules',
  memberStamps: 'time stamps of members',
};

function describeDifference({
  uuid: groupUuid,
  cellGroupId,
  differs,
}: RecoveredGroup): NotAsMoved[] {
  if (differs.size === 0) return [];
  const shown = [...differs].map((part) => SHOWN_PARTS[part]).join('; ');
  return [
    { groupUuid, cellGroupId, details: `Its rows in the cell are not as they moved: ${shown}.` },
  ];
}

function reasonFor(rows: readonly MovedContent[]): string {
  return rows.length === 0
    ? 'Its rows are gone from the cell.'
    : 'Its row in the cell is live again; run "cellbridge db online-data-migrations".';
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
    const different = groups.filter(({ differs }) => differs.size > 0);
    await recordDifferences(
      transaction,
      new Map(different.map(({ uuid, digest }) => [uuid, digest])),
    );
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
