import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  archiveGroups,
  checkShadowTables,
  type EndedGroup,
  listEndedGroups,
} from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import { cutByRows } from '../evidence/cut-by-rows.js';
import { listOneSided } from '../examine-cell.js';
import { usualPause } from '../usual-pause.js';
import type { CellArchive } from './archive-report.js';
import { addKept } from './kept-groups.js';

/** How many groups are listed at once. */
const PAGE_GROUPS = 1_000;

/** How a cell is archived. */
export interface ArchivePace {
  /** How many rows may be archived, all batches together. */
  readonly maxRows: number;
  /** How many rows a batch may have. */
  readonly batchSize: number;
  /** Only groups that were soft-deleted earlier. */
  readonly before: Date | undefined;
  /** Milliseconds between two batches; `undefined`: as the database needs it. */
  readonly pause: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Archives the soft-deleted groups of one cell, in the order of their ids. Groups of which only one side proves that
 * they have moved stay: their rows are what a recovery has.
 *
 * @param onBatch is given what was archived so far, after each batch.
 * @returns whether it came to the end of the cell: not if it was stopped, or the limit was reached before.
 * @throws CellUnavailableError if the cell cannot be reached, or is lost on the way.
 * @throws SchemaMismatchError if it has no shadow tables that can take its rows.
 */
export async function archiveCell(
  deployment: Deployment,
  cell: Cell,
  { maxRows, batchSize, before, pause, signal }: ArchivePace,
  onBatch: (total: CellArchive) => void,
): Promise<boolean> {
  // First, because it reads the tables: a missing right is named. The catalogue only lacks what a user may not see.
  const isOneSided = await findOneSidedRows(deployment, cell);
  await cell.snapshot(checkShadowTables);
  const rest = pause ?? (await usualPause(cell));
  let total = nothingOf(cell);
  let afterId = 0;
  let isFirst = true;
  for (;;) {
    const place = { afterId, before, limit: PAGE_GROUPS };
    const page = await cell.snapshot((reader) => listEndedGroups(reader, place));
    const oneSided = page.filter(isOneSided).map(({ uuid }) => uuid);
    total = { ...total, kept: addKept(total.kept, 'oneSided', oneSided) };
    let left = page.filter((group) => !isOneSided(group));
    while (left.length > 0) {
      if (signal?.aborted || rowsOf(total) >= maxRows) return false;
      if (!isFirst && !(await hasRested(rest, signal))) return false;
      isFirst = false;
      const most = Math.min(batchSize, maxRows - rowsOf(total));
      const [batch = []] = cutByRows(left, ({ rows }) => rows - 1, most);
      total = await archiveBatch(cell, batch, total);
      onBatch(total);
      left = left.slice(batch.length);
    }
    const last = page.at(-1);
    if (!last) break;
    afterId = last.id;
  }
  onBatch(total);
  return true;
}

/** Nothing was archived in a cell. */
export function nothingOf({ uuid, name }: Cell): CellArchive {
  return { uuid, name, groups: 0, policies: 0, members: 0, kept: [] };
}

/** How many rows were archived in a cell. */
export function rowsOf({ groups, policies, members }: CellArchive): number {
  return groups + policies + members;
}

async function archiveBatch(
  cell: Cell,
  batch: readonly EndedGroup[],
  total: CellArchive,
): Promise<CellArchive> {
  const ids = batch.map(({ id }) => id);
  const archived = await cell.transaction((transaction) => archiveGroups(transaction, ids));
  const uuids = new Map(batch.map(({ id, uuid }) => [id, uuid]));
  const uuidsOf = (kept: readonly number[]) => kept.map((id) => uuids.get(id) ?? '');
  const withLive = addKept(total.kept, 'liveRows', uuidsOf(archived.liveRowIds));
  return {
    ...total,
    groups: total.groups + archived.groups,
    policies: total.policies + archived.policies,
    members: total.members + archived.members,
    kept: addKept(withLive, 'idTaken', uuidsOf(archived.idTakenIds)),
  };
}

/** Waits between two batches. @returns false if it was stopped meanwhile. */
async function hasRested(milliseconds: number, signal: AbortSignal | undefined): Promise<boolean> {
  if (milliseconds > 0) {
    await setTimeout(milliseconds, undefined, { signal }).catch(() => {});
  } else {
    // An embedded database never leaves the process; signals get their turn here.
    await setImmediate();
  }
  return !signal?.aborted;
}

/** Finds out which rows only one side proves to have moved; the group of a row may be unknown to its proof. */
async function findOneSidedRows(
  deployment: Deployment,
  cell: Cell,
): Promise<(group: EndedGroup) => boolean> {
  const keyOf = (id: number, uuid: string | null) => `${id} ${uuid ?? ''}`;
  const oneSided = await listOneSided(deployment, cell);
  const keys = new Set(oneSided.map(({ cellGroupId, groupUuid }) => keyOf(cellGroupId, groupUuid)));
  return ({ id, uuid }) => keys.has(keyOf(id, uuid)) || keys.has(keyOf(id, null));
}
