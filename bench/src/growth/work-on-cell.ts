import type { PostgresqlCellSize } from '../data/postgresql-cell.js';
import type { Lab } from '../lab.js';
import { checkMoved } from '../move/move-site.js';
import { createPostgresqlSite } from '../move/postgresql-site.js';
import { startWork } from '../work/start-work.js';
import type { WorkOutcome } from '../work-process.js';

/** Moves a cell of its own on PostgreSQL, in a process of its own. */
export function moveCell(lab: Lab, size: PostgresqlCellSize): Promise<WorkOutcome> {
  return onCell(lab, size, moveIn);
}

/** The same, and verifies it in another process: gives what that took. */
export function verifyCell(lab: Lab, size: PostgresqlCellSize): Promise<WorkOutcome> {
  return onCell(lab, size, async (api) => {
    await moveIn(api);
    return await (await startWork('verify', api)).run();
  });
}

async function moveIn(api: string): Promise<WorkOutcome> {
  return await (await startWork('move', api)).run();
}

async function onCell(
  lab: Lab,
  size: PostgresqlCellSize,
  work: (api: string) => Promise<WorkOutcome>,
): Promise<WorkOutcome> {
  const site = await createPostgresqlSite(lab, size);
  try {
    const outcome = await work(site.api);
    await checkMoved(site);
    const speed = Math.round(size.groups / outcome.seconds);
    const memory = Math.round(outcome.peakMemory);
    lab.report(`  ${JSON.stringify(size)}: ${speed} groups/s, ${memory} MiB`);
    return outcome;
  } finally {
    await site.drop();
  }
}
