import { setTimeout as pause } from 'node:timers/promises';
import { Deployment } from '@cellbridge/objects';
import type { Benchmark } from '../benchmark.js';
import type { Lab } from '../lab.js';
import { quantile } from '../measure/statistics.js';
import type { MoveSite } from '../move/move-site.js';
import { createServerSite } from '../move/server-site.js';
import { withClient } from '../postgresql/with-client.js';
import { startWork } from '../work/start-work.js';
import { PacedWriter } from '../writer/paced-writer.js';

/** Milliseconds: how long the writer runs before the move begins. */
const WARM_UP = 2_000;
const QUIET = 15_000;

export const writerLatency: Benchmark = {
  name: 'writer-latency',
  description: 'p99 of addMembers while the move runs in another process, against before it',
  unit: 'ms',
  bar: 3,
  isCeiling: true,
  groups: 100_000,
  rounds: 3,
  async measure(lab) {
    const groups = lab.options.groups ?? this.groups;
    const figures = { ours: [] as number[], reference: [] as number[] };
    for (let round = 0; round < (lab.options.rounds ?? this.rounds); round += 1) {
      const { quiet, moving } = await measureRound(lab, groups);
      figures.reference.push(quantile(quiet, 0.99));
      figures.ours.push(quantile(moving, 0.99));
      lab.report(`  before ${describe(quiet)}; during the move ${describe(moving)}`);
    }
    return { ...figures, groups };
  },
};

/** Writes to groups in no order: before the move to the cell, during it to either database. */
async function measureRound(lab: Lab, groups: number) {
  const site = await createServerSite(lab, 'postgresql', { groups, members: 10 });
  try {
    const uuids = await listUuids(site);
    await using deployment = await Deployment.open({ api: site.api });
    const context = deployment.adminContext();
    const warmUp = new PacedWriter(context, uuids);
    await pause(WARM_UP);
    const before = await warmUp.stop();
    const quietWriter = new PacedWriter(context, uuids);
    await pause(QUIET);
    const quiet = await quietWriter.stop();
    const move = await startWork('move', site.api);
    const movingWriter = new PacedWriter(context, uuids);
    await move.run();
    const moving = await movingWriter.stop();
    await checkMembers(site, before.length + quiet.length + moving.length);
    return { quiet, moving };
  } finally {
    await site.drop();
  }
}

async function listUuids({ cell }: MoveSite): Promise<string[]> {
  return await withClient(cell, async (client) => {
    const { rows } = await client.query<{ uuid: string }>('SELECT uuid FROM instance_groups');
    return rows.map(({ uuid }) => uuid);
  });
}

/** A fast write that is lost is none. */
async function checkMembers(site: MoveSite, added: number): Promise<void> {
  const { groups, members } = site.size;
  const { members: found } = await site.countMoved();
  const wanted = groups * members + added;
  if (Number(found) !== wanted) throw new Error(`There are ${found} members, not ${wanted}.`);
}

function describe(latencies: readonly number[]): string {
  const shares = [0.5, 0.9, 0.99, 1].map((share) => quantile(latencies, share).toFixed(1));
  return `${latencies.length} calls, p50/p90/p99/most ${shares.join('/')} ms`;
}
