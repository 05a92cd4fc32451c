import { findKnownGroups, type KnownGroup } from '@cellbridge/db-api';
import { type CellGroupRow, lockLiveGroups } from '@cellbridge/db-cell';
import type { CellRun } from './cell-run.js';
import { isRefusal } from './is-refusal.js';
import { moveOne } from './move-one.js';
import { countCleaned, type Leftover, moveRows } from './move-rows.js';
import type { Tally } from './tally.js';

/** Which groups of a cell a batch holds; see `lockLiveGroups`. */
export type Selection = Parameters<typeof lockLiveGroups>[1];

/**
 * Moves one batch. What cannot move with the others is moved by itself, or quarantined.
 *
 * @param tally counts what was committed, also if the call fails afterwards.
 */
export async function moveBatch(run: CellRun, selection: Selection, tally: Tally): Promise<void> {
  let locked: number[] = [];
  try {
    const apart = await moveTogether(run, selection, tally, (rows) => {
      locked = rows.map(({ id }) => id);
    });
    await moveEach(run, apart, tally);
  } catch (error) {
    // What cannot even be locked is no single group's fault, and nothing would be tried.
    if (!isRefusal(error) || locked.length === 0) throw error;
    await moveHalves(run, locked, tally);
  }
}

/** Moves what can move at once. @returns the rows that need a look each. */
async function moveTogether(
  run: CellRun,
  selection: Selection,
  tally: Tally,
  onLocked: (rows: readonly CellGroupRow[]) => void,
): Promise<number[]> {
  const { leftovers, apart } = await run.cell.transaction(async (transaction) => {
    const rows = await lockLiveGroups(transaction, selection);
    onLocked(rows);
    const known = await findKnownGroups(
      run.deployment.api,
      rows.map(({ uuid }) => uuid),
    );
    const sorted = sortOut(run, rows, known);
    if (sorted.fresh.length + sorted.leftovers.length > 0) {
      await moveRows(run, transaction, sorted.fresh, sorted.leftovers, tally);
    }
    return sorted;
  });
  countCleaned(run, leftovers, tally);
  return apart;
}

function sortOut(
  run: CellRun,
  rows: readonly CellGroupRow[],
  known: ReadonlyMap<string, KnownGroup>,
) {
  const fresh: CellGroupRow[] = [];
  const leftovers: Leftover[] = [];
  const apart: number[] = [];
  for (const row of rows) {
    const knownGroup = known.get(row.uuid);
    const receipt = knownGroup?.receipt;
    if (receipt?.cellUuid === run.cell.uuid && receipt.cellGroupId === row.id) {
      leftovers.push({ row, receipt });
    } else if (knownGroup || run.quarantined.has(row.id) || run.lostUuids.has(row.uuid)) {
      apart.push(row.id);
    } else {
      fresh.push(row);
    }
  }
  return { fresh, leftovers, apart };
}

/** Halves a batch of which a group was refused, until the refused group is alone. */
async function moveHalves(run: CellRun, ids: readonly number[], tally: Tally): Promise<void> {
  if (ids.length <= 1) return await moveEach(run, ids, tally);
  const middle = Math.ceil(ids.length / 2);
  await moveBatch(run, { ids: ids.slice(0, middle) }, tally);
  await moveBatch(run, { ids: ids.slice(middle) }, tally);
}

/** Moves groups one by one, except for those that this run has tried already, or is trying. */
async function moveEach(run: CellRun, ids: readonly number[], tally: Tally): Promise<void> {
  for (const id of ids) {
    if (run.stuck.has(id) || run.trying.has(id)) continue;
    run.trying.add(id);
    await moveOne(run, { id }, tally).finally(() => run.trying.delete(id));
  }
}
