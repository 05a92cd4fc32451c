import {
  advanceProgress,
  findKnownGroups,
  type Quarantined,
  quarantineGroup,
  type Transaction,
} from '@cellbridge/db-api';
import { type CellGroupRow, lockLiveGroups } from '@cellbridge/db-cell';
import { INSTANCE_GROUPS_MIGRATION, now } from '@cellbridge/objects';
import { absorb } from './absorb.js';
import type { CellRun } from './cell-run.js';
import { isRefusal } from './is-refusal.js';
import { moveRows } from './move-rows.js';

/** What became of a group: it moved, stays in quarantine, or is not live any more. */
export type Outcome = 'moved' | 'quarantined' | 'gone';

type Obstacle = Pick<Quarantined, 'reason' | 'details'>;

/**
 * Moves a single group, whatever the API database knows of its uuid, or puts it into quarantine.
 *
 * A group that the API database has with the same content is absorbed: its row is soft-deleted.
 * One that it has with other content, or had and lost, is left untouched for somebody to decide.
 */
export async function moveOne(run: CellRun, id: number): Promise<Outcome> {
  let row: CellGroupRow | undefined;
  let obstacle: Obstacle | undefined;
  try {
    obstacle = await run.cell.write(async (transaction) => {
      [row] = await lockLiveGroups(transaction, { ids: [id] });
      return row && (await tryMove(run, transaction, row));
    });
  } catch (error) {
    if (!row || !isRefusal(error)) throw error;
    obstacle = { reason: 'refused', details: (error as Error).message };
  }
  if (!row) return 'gone';
  if (!obstacle) {
    run.quarantined.delete(id);
    return 'moved';
  }
  await setAside(run, row, obstacle);
  return 'quarantined';
}

/** @returns what stands in the way, if anything does. */
async function tryMove(
  run: CellRun,
  transaction: Transaction,
  row: CellGroupRow,
): Promise<Obstacle | undefined> {
  const known = (await findKnownGroups(run.deployment.api, [row.uuid])).get(row.uuid);
  const receipt = known?.receipt;
  if (!known) {
    await moveRows(run, transaction, [row], []);
  } else if (receipt?.cellUuid === run.cell.uuid && receipt.cellGroupId === row.id) {
    await moveRows(run, transaction, [], [{ row, receipt }]);
  } else if (!known.exists) {
    const details = `A group of this uuid moved from row ${receipt?.cellGroupId} of cell ${receipt?.cellUuid}, and was destroyed since.`;
    return { reason: 'destroyed', details };
  } else if (!(await absorb(run, transaction, row))) {
    const details = 'The API database has a group of this uuid with other content.';
    return { reason: 'different', details };
  }
  return undefined;
}

async function setAside(run: CellRun, row: CellGroupRow, obstacle: Obstacle): Promise<void> {
  const cellUuid = run.cell.uuid;
  const entry = { ...obstacle, cellUuid, cellGroupId: row.id, groupUuid: row.uuid };
  const key = { migration: INSTANCE_GROUPS_MIGRATION, cellUuid };
  const counts = { cursor: row.id, found: run.quarantined.has(row.id) ? 0 : 1, done: 0 };
  await run.deployment.api.transaction(async (transaction) => {
    await quarantineGroup(transaction, entry, now());
    await advanceProgress(transaction, key, counts, now());
  });
  run.quarantined.add(row.id);
  run.stuck.add(row.id);
}
