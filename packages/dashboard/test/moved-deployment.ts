import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  instanceGroupsMigration,
  type ProgressEvent,
  type RunOptions,
  runOnlineDataMigrations,
} from '@cellbridge/migrator';
import { Deployment } from '@cellbridge/objects';
import { createDeployment, type Harness, type TestDeployment } from '@cellbridge/testing';

/** A deployment that was moved in several runs, and what they have told. */
export interface MovedDeployment {
  readonly databases: TestDeployment;
  /** A file for each run. */
  readonly eventFiles: readonly string[];
}

const GROUPS = [700, 500, 1_200, 200, 400];
const MEMBERS = ['1a570000-0000-4000-8000-000000000001', '1a570000-0000-4000-8000-000000000002'];
/** A group that is in quarantine has this name. */
export const HOSTILE_NAME = '</code><script>alert("1")</script> \u202e\u061c& \u0007\'"';

/** When a run began, as it is told afterwards, and how long it took. */
interface Told {
  readonly startsAt: string;
  readonly seconds: number;
  /** Whether it was lost on the way. */
  readonly isLost?: boolean;
}

/**
 * Makes a deployment of five cells whose groups were moved in four runs, one of them lost, over three nights. Some groups are in
 * quarantine, some have not moved. The moves are real; their times are spread over the nights afterwards.
 */
export async function createMovedDeployment(harness: Harness): Promise<MovedDeployment> {
  const databases = await createDeployment(harness, { cells: 5 });
  const { api, cells } = databases;
  for (const [index, cell] of cells.entries()) {
    const count = GROUPS[index] ?? 0;
    await cell.addGroups(Array.from({ length: count }, () => ({ members: MEMBERS })));
  }
  const twins = Array.from({ length: 7 }, (_, index) => ({
    uuid: `5e0f0000-0000-4000-8000-0000000000a${index}`,
    name: index === 0 ? HOSTILE_NAME : `web ${index}`,
    members: MEMBERS,
  }));
  await cells[1]?.addGroups(twins.slice(0, 4));
  await cells[3]?.addGroups(twins.slice(4));
  await api.addGroups(
    twins.map((twin) => ({ ...twin, policies: ['affinity'], members: MEMBERS.slice(1) })),
  );
  const folder = await harness.folder();
  const eventFiles: string[] = [];
  const run = async (options: RunOptions, told: Told) => {
    const lines = await moveAndTell(databases, options, told);
    const file = join(folder, `${randomUUID()}.jsonl`);
    await writeFile(file, lines);
    eventFiles.push(file);
  };
  const slow = { batchSize: 4, cells: ['cell1', 'cell2', 'cell3'] };
  await run({ ...slow, maxCount: 900 }, { startsAt: '2026-11-26T22:00:00Z', seconds: 330 });
  await run(
    { ...slow, maxCount: 500 },
    { startsAt: '2026-11-27T22:00:00Z', seconds: 240, isLost: true },
  );
  await run(
    { batchSize: 4, rate: 900, cells: ['cell3', 'cell4'] },
    { startsAt: '2026-11-27T23:10:00Z', seconds: 410 },
  );
  await run(
    { maxCount: 250, batchSize: 4, cells: ['cell5'] },
    { startsAt: '2026-11-29T22:00:00Z', seconds: 150 },
  );
  return { databases, eventFiles };
}

/** Moves groups, and tells of it as if it had been at another time. */
async function moveAndTell(
  { api, cells }: TestDeployment,
  options: RunOptions,
  { startsAt, seconds, isLost = false }: Told,
): Promise<string> {
  const events: ProgressEvent[] = [];
  await using deployment = await Deployment.open({ api: api.url });
  const { runId } = await runOnlineDataMigrations(deployment, [instanceGroupsMigration], {
    ...options,
    onProgress: (event) => events.push(event),
  });
  const times = events.map(({ time }) => Date.parse(time));
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const factor = (seconds * 1_000) / Math.max(1, last - first);
  const moved = (time: string) => {
    const share = (Date.parse(time) - first) * factor;
    return new Date(Date.parse(startsAt) + share).toISOString().slice(0, -1).concat('000');
  };
  const stampOf = (time: string) => moved(time).replace('T', ' ');
  const receipts = await api.raw.query(
    'SELECT DISTINCT moved_at FROM cellbridge_receipts WHERE run_id = ?',
    runId,
  );
  for (const { moved_at: at } of receipts) {
    await api.raw.query(
      'UPDATE cellbridge_receipts SET moved_at = ? WHERE run_id = ? AND moved_at = ?',
      stampOf(`${String(at).replace(' ', 'T')}Z`),
      runId,
      at ?? '',
    );
  }
  if (isLost) {
    await api.raw.insert('cellbridge_migrators', [
      {
        ...{ id: runId, run_id: runId, cell_uuid: cells[2]?.uuid ?? '', host: 'controller1' },
        ...{ pid: 4_711, state: 'moving', batch_groups: 20, batch_rows: 200 },
        started_at: startsAt.slice(0, 19).replace('T', ' '),
        heartbeat_at: stampOf(events.at(-1)?.time ?? ''),
      },
    ]);
  }
  const ends = ['end', 'finished', 'cell'];
  const told = events.filter(({ type }) => !isLost || !ends.includes(type));
  return told
    .map((event) => `${JSON.stringify({ ...event, time: `${moved(event.time)}Z` })}\n`)
    .join('');
}
