import { findKnownGroups, type KnownGroup } from '@cellbridge/db-api';
import { type CellGroupRow, lockLiveGroups } from '@cellbridge/db-cell';
import type { Counts } from '../online-migration.js';
import type { CellRun } from './cell-run.js';
import { isRefusal } from './is-refusal.js';
import { moveOne } from './move-one.js';
import { type Leftover, moveRows } from './move-rows.js';

/** Which groups of a cell a batch holds; see `lockLiveGroups`. */
export type Selection = Parameters<typeof lockLiveGroups>[1];

/**
 * Moves one batch. What cannot move with the others is moved by itself, or quarantined.
 *
 * @param onLocked told the ids of the batch as soon as they are locked.
 */
export async function moveBatch(
  run: CellRun,
  selection: Selection,
  onLocked: (ids: readonly number[]) => void = () => {},
): Promise<Counts> {
  let locked: number[] = [];
  try {
    const { together, apart } = await moveTogether(run, selection, (rows) => {
      locked = rows.map(({ id }) => id);
      onLocked(locked);
    });
    const single = await moveEach(run, apart);
    return { found: together + single.found, done: together + single.done };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return await moveHalves(run, locked);
  }
}

/** Moves what can move at once; `apart` are the rows that need a look each. */
async function moveTogether(
  run: CellRun,
  selection: Selection,
  onLocked: (rows: readonly CellGroupRow[]) => void,
): Promise<{ together: number; apart: number[] }> {
  return await run.cell.write(async (transaction) => {
    const rows = await lockLiveGroups(transaction, selection);
    onLocked(rows);
    const known = await findKnownGroups(
      run.deployment.api,
      rows.map(({ uuid }) => uuid),
    );
    const { fresh, leftovers, apart } = sortOut(run, rows, known);
    if (fresh.length + leftovers.length > 0) await moveRows(run, transaction, fresh, leftovers);
    return { together: fresh.length + leftovers.length, apart };
  });
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
    } else if (knownGroup || run.quarantined.has(row.id)) {
      apart.push(row.id);
    } else {
      fresh.push(row);
    }
  }
  return { fresh, leftovers, apart };
}

/** Halves a batch that the API database refused, until the refused group is alone. */
async function moveHalves(run: CellRun, ids: readonly number[]): Promise<Counts> {
  if (ids.length <= 1) return await moveEach(run, ids);
  const middle = Math.ceil(ids.length / 2);
  const first = await moveBatch(run, { ids: ids.slice(0, middle) });
  const second = await moveBatch(run, { ids: ids.slice(middle) });
  return { found: first.found + second.found, done: first.done + second.done };
}

/** Moves groups one by one, except for those that this run has tried already, or is trying. */
async function moveEach(run: CellRun, ids: readonly number[]): Promise<Counts> {
  let found = 0;
  let done = 0;
  for (const id of ids) {
    if (run.stuck.has(id) || run.trying.has(id)) continue;
    run.trying.add(id);
    const outcome = await moveOne(run, id).finally(() => run.trying.delete(id));
    if (outcome !== 'gone') found += 1;
    if (outcome === 'moved') done += 1;
  }
  return { found, done };
}
