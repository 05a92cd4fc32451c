import type { PostgresqlCellSize } from '../data/postgresql-cell.js';
import type { Lab } from '../lab.js';
import { checkMoved } from '../move/move-site.js';
import { createPostgresqlSite } from '../move/postgresql-site.js';
import { startMove } from '../move/start-move.js';
import type { MoveOutcome } from '../move-process.js';

/** Moves a cell of its own on PostgreSQL, in a process of its own. */
export async function moveCell(lab: Lab, size: PostgresqlCellSize): Promise<MoveOutcome> {
  const site = await createPostgresqlSite(lab, size);
  try {
    const move = await startMove(site.api);
    const outcome = await move.run();
    await checkMoved(site);
    const speed = Math.round(size.groups / outcome.seconds);
    const memory = Math.round(outcome.peakMemory);
    lab.report(`  ${JSON.stringify(size)}: ${speed} groups/s, ${memory} MiB`);
    return outcome;
  } finally {
    await site.drop();
  }
}
