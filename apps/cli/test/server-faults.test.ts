import { instanceGroupsMigration, runOnlineDataMigrations } from '@cellbridge/migrator';
import { type CellbridgeError, Deployment, type OpenOptions } from '@cellbridge/objects';
import {
  createDeployment,
  type GroupContent,
  Harness,
  numbersFrom,
  openRaw,
  type PostgresqlServer,
  proof,
  type RawDatabase,
  seeded,
  startPostgresql,
  type TestDeployment,
  useHarness,
} from '@cellbridge/testing';
import pRetry from 'p-retry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';
import { startService } from './service.js';

const TERMINATIONS = proof(10, 200);
const CRASHES = proof(3, 40);

describe('The migrator on postgresql', () => {
  const harness = useHarness('postgresql');

  test(
    `loses nothing when its backends are terminated ${TERMINATIONS} times`,
    {
      timeout: 1_800_000,
    },
    () => seeded(terminateAndCheck),
  );

  async function terminateAndCheck(seed: number): Promise<void> {
    const draw = numbersFrom(seed);
    const databases = await createDeployment(harness, { cells: 2 });
    const service = await startService(databases);
    await using deployment = await openNamed(databases);
    const outcomes = new Map<string, number>();
    let terminated = 0;
    while (terminated < TERMINATIONS) {
      let isOver = false;
      const run = move(deployment).finally(() => {
        isOver = true;
      });
      while (!isOver && terminated < TERMINATIONS) {
        await service.workOn(draw(30));
        terminated += await terminate(databases.api.raw, draw);
      }
      const outcome = await run;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (outcome === 'complete') await service.addGroups();
    }
    const checked = await service.finish();
    console.info(
      `postgresql: ${terminated} backends terminated, runs ended ${JSON.stringify([...outcomes])}; ` +
        `${checked} acknowledged writes were there, seed ${seed}`,
    );
  }
});

describe('The move, when the server crashes', () => {
  let server: PostgresqlServer;
  let harness: Harness;
  beforeAll(async () => {
    // Acknowledged is durable: what the other tests do without.
    server = await startPostgresql({ synchronous_commit: 'on' });
    harness = new Harness('postgresql', { postgresqlUrl: server.url });
  });
  afterAll(async () => {
    await harness.cleanup();
    await server.stop();
  });

  test(`goes on where it was, ${CRASHES} times`, { timeout: 1_800_000 }, () =>
    seeded(crashAndCheck),
  );

  async function crashAndCheck(seed: number): Promise<void> {
    const draw = numbersFrom(seed);
    const databases = await createDeployment(harness, { cells: 2 });
    const expected: GroupContent[] = [];
    const outcomes: string[] = [];
    for (let crash = 0; crash < CRASHES; crash += 1) {
      for (const cell of databases.cells) {
        const added = await cell.addGroups(Array.from({ length: 60 }, () => ({ members: ['a'] })));
        const uuids = new Set(added.map(({ uuid }) => uuid));
        expected.push(...(await cell.liveGroups()).filter(({ uuid }) => uuids.has(uuid)));
      }
      const last = 20 + draw(100);
      let statements = 0;
      const deployment = await openNamed(databases, async () => {
        statements += 1;
        if (statements === last) await crashServer(server.url);
      });
      outcomes.push(await move(deployment));
      await deployment.close();
      expect(statements).toBeGreaterThanOrEqual(last);
      await untilThere(server.url);
    }
    const apiUrl = databases.api.url;
    const last = await cellbridge({ apiUrl }, 'db', 'online-data-migrations');
    expect(last).toMatchObject({ code: 0, stderr: '' });
    expected.sort((left, right) => (left.uuid < right.uuid ? -1 : 1));
    expect(await databases.api.groups()).toEqual(expected);
    for (const cell of databases.cells) expect(await cell.liveGroups()).toEqual([]);
    const verified = await cellbridge({ apiUrl }, 'db', 'verify', '--json');
    expect(verified.json()).toMatchObject({ outcome: 'clean', findings: [] });
    console.info(
      `postgresql: ${CRASHES} crashes of the server, runs ended ${outcomes}, seed ${seed}`,
    );
  }
});

/** Kills a backend as the system would, after which the server ends all others and recovers. */
async function crashServer(url: string): Promise<void> {
  const raw = openRaw(url);
  const [row] = await raw.query(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'doomed' LIMIT 1",
  );
  const kill = `COPY (SELECT 1) TO PROGRAM 'kill -9 ${row?.pid}'`;
  await raw.query(kill).catch(() => undefined);
  await raw.close().catch(() => undefined);
}

async function untilThere(url: string): Promise<void> {
  await pRetry(
    async () => {
      const raw = openRaw(url);
      await raw.query('SELECT 1').finally(() => raw.close());
    },
    { retries: Number.POSITIVE_INFINITY, minTimeout: 10, maxTimeout: 100 },
  );
}

/** A deployment whose backends are told from others by their name. */
function openNamed(
  { api, cells }: TestDeployment,
  intercept?: NonNullable<OpenOptions['intercept']>,
): Promise<Deployment> {
  const named = (url: string) => `${url}?application_name=doomed`;
  return Deployment.open({
    api: named(api.url),
    cells: cells.map(({ uuid, name, url }) => ({ uuid, name, url: named(url) })),
    ...(intercept && { database: { intercept } }),
  });
}

/** @returns how the run has ended, or the code of the error that ended it. */
async function move(deployment: Deployment): Promise<string> {
  const options = { batchSize: 5 };
  return await runOnlineDataMigrations(deployment, [instanceGroupsMigration], options).then(
    ({ outcome }) => outcome,
    (error: CellbridgeError) => error.code,
  );
}

/** Ends one of the migrator's backends. @returns how many that were: one, or none. */
async function terminate(raw: RawDatabase, draw: (limit: number) => number): Promise<number> {
  const backends = await raw.query(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'doomed' ORDER BY pid",
  );
  const pid = backends[draw(Math.max(backends.length, 1))]?.pid;
  if (pid === undefined) return 0;
  const [row] = await raw.query('SELECT pg_terminate_backend(?) AS done', pid);
  return row?.done ? 1 : 0;
}
