import { listGroupSizes } from '@cellbridge/db-cell';
import type { BatchExtent } from './batch-size.js';
import type { CellRun } from './cell-run.js';

/** The next batch of a cell: groups by the ids of their rows. */
export interface PlannedBatch extends BatchExtent {
  readonly afterId: number;
  readonly upToId: number;
}

/** How many groups are counted at first, before it is known how large they are. */
const FIRST_GROUPS = 200;

/**
 * Plans the next batch behind the run's cursor, moves the cursor on to its end, and reserves its
 * groups. Nothing is locked while the members are counted.
 *
 * @returns `undefined` where there is no group up to `upToId`, or the run may move no more.
 */
export async function planBatch(run: CellRun, upToId: number): Promise<PlannedBatch | undefined> {
  const { batchSize, rowsPerGroup } = run;
  const fitting = rowsPerGroup ? Math.ceil((batchSize.rows / rowsPerGroup) * 1.25) : FIRST_GROUPS;
  const limit = run.isOver ? 0 : run.reserve(Math.min(batchSize.groups, fitting));
  if (limit === 0) return undefined;
  const afterId = run.cursor;
  const sizes = await run.cell
    .snapshot((reader) => listGroupSizes(reader, { afterId, upToId, limit }))
    .catch((error: unknown) => {
      run.giveBack(limit);
      throw error;
    });
  let rows = 0;
  let groups = 0;
  for (const { members } of sizes) {
    if (groups > 0 && rows + 1 + members > batchSize.rows) break;
    rows += 1 + members;
    groups += 1;
  }
  run.giveBack(limit - groups);
  const last = sizes[groups - 1];
  if (!last) return undefined;
  run.cursor = last.id;
  run.rowsPerGroup = rows / groups;
  return { afterId, upToId: last.id, groups, rows };
}
