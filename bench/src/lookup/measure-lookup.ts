import { Deployment, InstanceGroup } from '@cellbridge/objects';
import type { Lab } from '../lab.js';
import { alternate } from '../measure/alternate.js';
import { callsPerSecond } from '../measure/calls-per-second.js';
import { shuffled } from '../measure/shuffled.js';
import { runMove } from '../move/run-move.js';
import { createServerSite } from '../move/server-site.js';
import type { ServerName } from '../server/servers.js';
import { withRaw } from '../server/with-raw.js';

/** A connection of a bare driver that looks one group up by its uuid. */
export interface RawLookup extends AsyncDisposable {
  find(uuid: string): Promise<unknown>;
}

/**
 * Looks moved groups up our way and by a reference, in turns.
 *
 * @param open opens the reference on the API database with this URL.
 */
export async function measureLookup(
  lab: Lab,
  server: ServerName,
  { groups, rounds }: { groups: number; rounds: number },
  open: (api: string) => Promise<RawLookup>,
) {
  const site = await createServerSite(lab, server, { groups, members: 10 });
  try {
    await runMove(site.api);
    const uuids = await analyzedUuids(site.api);
    await using deployment = await Deployment.open({ api: site.api });
    await using raw = await open(site.api);
    const context = deployment.adminContext();
    const ours = () => callsPerSecond(uuids, (uuid) => InstanceGroup.getByUuid(context, uuid));
    const reference = () => callsPerSecond(uuids, (uuid) => raw.find(uuid));
    await ours();
    await reference();
    return { ...(await alternate(rounds, ours, reference)), groups };
  } finally {
    await site.drop();
  }
}

/** Lists the uuids of an API database, of which the planner knows its tables then. */
async function analyzedUuids(api: string): Promise<string[]> {
  return await withRaw(api, async (raw) => {
    await raw.analyze();
    const rows = await raw.query('SELECT uuid FROM instance_groups ORDER BY id');
    return shuffled(rows.map(({ uuid }) => String(uuid)));
  });
}
