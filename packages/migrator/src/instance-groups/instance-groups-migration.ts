import { listQuarantinedIds } from '@cellbridge/db-api';
import { countLiveGroups } from '@cellbridge/db-cell';
import {
  type Cell,
  CellbridgeError,
  CellUnavailableError,
  type Deployment,
  eachCell,
  INSTANCE_GROUPS_MIGRATION,
} from '@cellbridge/objects';
import pLimit from 'p-limit';
import { chosenCells } from '../chosen-cells.js';
import { listLostUuids } from '../evidence/list-lost.js';
import type { MigrationOptions, MigrationResult, OnlineMigration } from '../online-migration.js';
import { CellFailedError } from './cell-failed-error.js';
import { CellRun } from './cell-run.js';
import { moveCell } from './move-cell.js';
import { outlastApi } from './outlast-api.js';

/** How many cells are worked on at once. */
const CELLS_AT_ONCE = 4;

/**
 * Moves instance groups with their policies and members from the cells to the API database.
 *
 * Any number of runs may work at once, on any number of machines, while services read and write
 * the same groups. A cell that cannot be reached is named in the result, and the others are moved.
 */
export const instanceGroupsMigration: OnlineMigration = {
  name: INSTANCE_GROUPS_MIGRATION,

  async run(deployment: Deployment, options: MigrationOptions): Promise<MigrationResult> {
    const total = { found: 0, done: 0, quarantined: 0 };
    const unavailableCells: CellUnavailableError[] = [];
    const failures: unknown[] = [];
    let left = options.limit;
    const lostUuids = await listLostUuids(deployment);
    const outlast = outlastApi(deployment, options);
    const work = async (cell: Cell) => {
      if (left <= 0) return;
      const run = new CellRun(deployment, cell, { ...options, limit: left, lostUuids });
      try {
        const attempt = async () => {
          const quarantined = await listQuarantinedIds(deployment.api, cell.uuid);
          for (const id of quarantined) run.quarantined.add(id);
          await moveCell(run);
        };
        await outlast(attempt, () => run.done);
      } catch (error) {
        if (CellUnavailableError.isInstance(error)) unavailableCells.push(error);
        else if (isOfApi(deployment, error)) failures.push(error);
        else failures.push(new CellFailedError(cell, error));
      }
      left -= run.done;
      total.found += run.found;
      total.done += run.done;
      total.quarantined += run.quarantined.size;
    };
    // A limit is shared, so that cells which share one are worked on one after the other.
    const atOnce = pLimit(Number.isFinite(options.limit) ? 1 : CELLS_AT_ONCE);
    await atOnce.map(chosenCells(deployment, options.cells), work);
    // A group that was set aside may have been destroyed since; it is not counted.
    const found = Math.min(total.found, options.limit + total.quarantined);
    return {
      ...total,
      found,
      unavailableCells,
      ...(failures.length > 0 && { error: failures[0] }),
    };
  },

  async remaining(deployment: Deployment, cells?: readonly string[]): Promise<number> {
    const counts = await eachCell(chosenCells(deployment, cells), (cell) =>
      cell.snapshot(countLiveGroups),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  },
};

/** Whether the API database failed, whatever cell was worked on. */
function isOfApi({ api }: Deployment, error: unknown): boolean {
  return CellbridgeError.isInstance(error) && error.database === api.description;
}
