import { setTimeout as pause } from 'node:timers/promises';
import { Deployment } from '@cellbridge/objects';
import type { Benchmark } from '../benchmark.js';
import { quantile } from '../measure/statistics.js';
import type { MoveSite } from '../move/move-site.js';
import { createServerSite } from '../move/server-site.js';
import type { ServerName } from '../server/servers.js';
import { withRaw } from '../server/with-raw.js';
import { startWork } from '../work/start-work.js';
import { PacedWriter } from '../writer/paced-writer.js';

/** Milliseconds: how long the writer runs before the move begins. */
const WARM_UP = 2_000;
const QUIET = 15_000;

/** A service that writes to groups in no order: before the move to the cell, during it to either database. */
export const writerLatency = latencyAt('writer-latency', 'postgresql', 100);
export const writerLatencyFew = latencyAt('writer-latency-few', 'postgresql', 20);
export const writerLatencyMany = latencyAt('writer-latency-many', 'postgresql', 500);
export const writerLatencyMysql = latencyAt('writer-latency-mysql', 'mysql', 100);

function latencyAt(name: string, dialect: ServerName, rate: number): Benchmark {
  return {
    name,
    description: `p99 of addMembers, ${rate} calls a second, while the move runs in another process, against before it`,
    unit: 'ms',
    bar: 3,
    isCeiling: true,
    groups: 100_000,
    rounds: 3,
    async measure(lab) {
      const groups = lab.options.groups ?? this.groups;
      const figures = { ours: [] as number[], reference: [] as number[] };
      for (let round = 0; round < (lab.options.rounds ?? this.rounds); round += 1) {
        const site = await createServerSite(lab, dialect, { groups, members: 10 });
        try {
          const { quiet, moving, seconds } = await measureRound(site, rate);
          figures.reference.push(quantile(quiet, 0.99));
          figures.ours.push(quantile(moving, 0.99));
          const speed = Math.round(groups / seconds);
          lab.report(
            `  before ${describe(quiet)}; during the move, ${speed} groups/s, ${describe(moving)}`,
          );
        } finally {
          await site.drop();
        }
      }
      return { ...figures, groups };
    },
  };
}

async function measureRound(site: MoveSite, rate: number) {
  const uuids = await listUuids(site);
  await using deployment = await Deployment.open({ api: site.api });
  const context = deployment.adminContext();
  const warmUp = new PacedWriter(context, uuids, rate);
  await pause(WARM_UP);
  const before = await warmUp.stop();
  const quietWriter = new PacedWriter(context, uuids, rate);
  await pause(QUIET);
  const quiet = await quietWriter.stop();
  const move = await startWork('move', site.api);
  const movingWriter = new PacedWriter(context, uuids, rate);
  const { seconds } = await move.run();
  const moving = await movingWriter.stop();
  await checkMembers(site, before.length + quiet.length + moving.length);
  return { quiet, moving, seconds };
}

async function listUuids({ cell }: MoveSite): Promise<string[]> {
  return await withRaw(cell, async (raw) => {
    const rows = await raw.query('SELECT uuid FROM instance_groups');
    return rows.map(({ uuid }) => String(uuid));
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
