import { instanceGroupsMigration, runOnlineDataMigrations } from '@cellbridge/migrator';
import { type CellbridgeError, Deployment, type OpenOptions } from '@cellbridge/objects';
import {
  createDeployment,
  type DialectName,
  forEachServer,
  type GroupContent,
  Harness,
  numbersFrom,
  openRaw,
  proof,
  seeded,
  startMysql,
  startPostgresql,
  type TestDeployment,
} from '@cellbridge/testing';
import pRetry from 'p-retry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DOOMED_CONNECTIONS, type DoomedConnections } from './dialects/doomed-connections.js';
import { cellbridge } from './run.js';
import { startService } from './service.js';

const ENDINGS = proof(10, 200);
const CRASHES = proof(3, 40);

forEachServer('The migrator', (harness) => {
  test(
    `loses nothing when its connections are ended ${ENDINGS} times`,
    {
      timeout: 1_800_000,
    },
    () => seeded(endAndCheck),
  );

  async function endAndCheck(seed: number): Promise<void> {
    const draw = numbersFrom(seed);
    const databases = await createDeployment(harness, { cells: 2 });
    const service = await startService(databases);
    const doomed = await DOOMED_CONNECTIONS[harness.dialect]?.(harness, databases);
    if (!doomed) throw new Error('This server does not end connections.');
    await using deployment = await openDoomed(databases, doomed);
    const outcomes = new Map<string, number>();
    let ended = 0;
    while (ended < ENDINGS) {
      let isOver = false;
      const run = move(deployment).finally(() => {
        isOver = true;
      });
      while (!isOver && ended < ENDINGS) {
        await service.workOn(draw(30));
        ended += await endOne(doomed, draw);
      }
      const outcome = await run;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (outcome === 'complete') await service.addGroups();
    }
    const checked = await service.finish();
    console.info(
      `${harness.dialect}: ${ended} connections ended, runs ended ${JSON.stringify([...outcomes])}; ` +
        `${checked} acknowledged writes were there, seed ${seed}`,
    );
  }
});

/** A server of a test's own, on which acknowledged is durable: what the other tests do without. */
interface Crashing {
  readonly url: string;
  readonly harness: Harness;
  /** Has it crash, and recover. */
  crash(doomed: DoomedConnections): Promise<void>;
  stop(): Promise<void>;
}

const CRASHING: Readonly<Partial<Record<DialectName, () => Promise<Crashing>>>> = {
  async postgresql(): Promise<Crashing> {
    const server = await startPostgresql({ synchronous_commit: 'on' });
    const harness = new Harness('postgresql', { postgresqlUrl: server.url });
    return { ...server, harness, crash: (doomed) => crashPostgresql(server.url, doomed) };
  },
  async mysql(): Promise<Crashing> {
    const server = await startMysql([
      '--innodb-flush-log-at-trx-commit=1',
      '--innodb-doublewrite=ON',
    ]);
    const harness = new Harness('mysql', { mysqlUrl: server.url });
    return { ...server, harness };
  },
};

forEachServer('The move, when the server crashes', ({ dialect }) => {
  let server: Crashing;
  let harness: Harness;
  beforeAll(async () => {
    const start = CRASHING[dialect];
    if (!start) throw new Error('There is no server to crash.');
    server = await start();
    harness = server.harness;
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
    const doomed = await DOOMED_CONNECTIONS[harness.dialect]?.(harness, databases);
    if (!doomed) throw new Error('This server does not end connections.');
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
      const deployment = await openDoomed(databases, doomed, async () => {
        statements += 1;
        if (statements === last) await server.crash(doomed);
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
      `${dialect}: ${CRASHES} crashes of the server, runs ended ${outcomes}, seed ${seed}`,
    );
  }
});

/** Kills a backend as the system would, after which the server ends all others and recovers. */
async function crashPostgresql(url: string, doomed: DoomedConnections): Promise<void> {
  const raw = openRaw(url);
  const [pid] = await doomed.list();
  const kill = `COPY (SELECT 1) TO PROGRAM 'kill -9 ${pid}'`;
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

function openDoomed(
  { api, cells }: TestDeployment,
  { urlOf }: DoomedConnections,
  intercept?: NonNullable<OpenOptions['intercept']>,
): Promise<Deployment> {
  return Deployment.open({
    api: urlOf(api.url),
    cells: cells.map(({ uuid, name, url }) => ({ uuid, name, url: urlOf(url) })),
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

/** Ends one of the migrator's connections. @returns how many that were: one, or none. */
async function endOne(doomed: DoomedConnections, draw: (limit: number) => number): Promise<number> {
  const ids = await doomed.list();
  const id = ids[draw(Math.max(ids.length, 1))];
  return id !== undefined && (await doomed.end(id)) ? 1 : 0;
}
