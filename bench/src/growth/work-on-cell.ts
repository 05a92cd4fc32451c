import type { Lab } from '../lab.js';
import { checkMoved } from '../move/move-site.js';
import { createServerSite } from '../move/server-site.js';
import type { ServerCellSize } from '../server/server-lab.js';
import type { ServerName } from '../server/servers.js';
import { startWork } from '../work/start-work.js';
import type { WorkOutcome } from '../work-process.js';

/** Moves a cell of its own on a server, in a process of its own. */
export function moveCell(lab: Lab, server: ServerName, size: ServerCellSize): Promise<WorkOutcome> {
  return onCell(lab, server, size, moveIn);
}

/** The same, and verifies it in another process: gives what that took. */
export function verifyCell(
  lab: Lab,
  server: ServerName,
  size: ServerCellSize,
): Promise<WorkOutcome> {
  return onCell(lab, server, size, async (api) => {
    await moveIn(api);
    return await (await startWork('verify', api)).run();
  });
}

async function moveIn(api: string): Promise<WorkOutcome> {
  return await (await startWork('move', api)).run();
}

async function onCell(
  lab: Lab,
  server: ServerName,
  size: ServerCellSize,
  work: (api: string) => Promise<WorkOutcome>,
): Promise<WorkOutcome> {
  const site = await createServerSite(lab, server, size);
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
