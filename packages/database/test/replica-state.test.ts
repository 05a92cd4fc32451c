import { setTimeout } from 'node:timers/promises';
import { type Database, openDatabase } from '@cellbridge/database';
import { forEachDialect, onDialect, type Replication, startReplication } from '@cellbridge/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNumbers } from './support/numbers.js';

const WRITE = 'INSERT INTO numbers (value) VALUES (1)';

const askOf = (database: Database) => database.dialect.readReplicaState(database);

/** The lag of a replica, once it is as wanted. */
async function untilLag(
  database: Database,
  isWanted: (lagSeconds: number | null) => boolean,
): Promise<number | null> {
  for (;;) {
    const { lagSeconds } = await askOf(database);
    if (isWanted(lagSeconds)) return lagSeconds;
    await setTimeout(10);
  }
}

const isBehind = (lagSeconds: number | null) => lagSeconds !== null && lagSeconds > 0;

/** Has a suite use one server and its replica. */
function useReplication(dialect: Parameters<typeof startReplication>[0]): () => Replication {
  let replication: Replication;
  beforeAll(async () => {
    replication = await startReplication(dialect);
  });
  afterAll(() => replication[Symbol.asyncDispose]());
  return () => replication;
}

/** What every replica does, whatever its dialect. */
function testLag(replication: () => Replication): void {
  test('is not behind once it has carried out everything, and is while it carries out nothing', async () => {
    const { caughtUp, harness, replica, pause, resume } = replication();
    const raw = await createNumbers(harness);
    await caughtUp();
    await using database = await openDatabase(replica.url);
    await untilLag(database, (lagSeconds) => lagSeconds === 0);
    await pause();
    await raw.query(WRITE);
    expect(await untilLag(database, isBehind)).toBeGreaterThan(0);
    await resume();
    expect(await untilLag(database, (lagSeconds) => lagSeconds === 0)).toBe(0);
    expect(await askOf(database)).toMatchObject({ isReplica: true });
  });
}

onDialect('postgresql', 'A standby', ({ dialect }) => {
  const replication = useReplication(dialect);
  testLag(replication);

  test('that receives nothing is as far behind as its last transaction is old', async () => {
    const { caughtUp, link, replica } = replication();
    await caughtUp();
    await using database = await openDatabase(replica.url);
    await untilLag(database, (lagSeconds) => lagSeconds === 0);
    link.refuse();
    const [earlier, later] = [
      await untilLag(database, isBehind),
      await untilLag(database, isBehind),
    ];
    expect(later).toBeGreaterThan(Number(earlier));
    link.admit();
    expect(await untilLag(database, (lagSeconds) => lagSeconds === 0)).toBe(0);
  });

  test('needs no rights to say so', async () => {
    const { caughtUp, harness, pause, replica, resume } = replication();
    const raw = await createNumbers(harness);
    const { name } = await harness.createRole(raw.url);
    await caughtUp();
    const ofRole = Object.assign(new URL(replica.url), { username: name, password: name });
    await using database = await openDatabase(ofRole.href);
    expect(await untilLag(database, (lagSeconds) => lagSeconds === 0)).toBe(0);
    await pause();
    await raw.query(WRITE);
    expect(await untilLag(database, isBehind)).toBeGreaterThan(0);
    await resume();
  });
});

onDialect('mysql', 'A replica', ({ dialect }) => {
  const replication = useReplication(dialect);
  testLag(replication);

  test('whose replication is stopped does not say how far it is behind', async () => {
    const { replica } = replication();
    await using database = await openDatabase(replica.url);
    await untilLag(database, (lagSeconds) => lagSeconds === 0);
    await replica.query('STOP REPLICA SQL_THREAD');
    expect(await askOf(database)).toEqual({ isReplica: true, lagSeconds: null });
    await replica.query('START REPLICA SQL_THREAD');
    expect(await untilLag(database, (lagSeconds) => lagSeconds === 0)).toBe(0);
  });

  test('that has lost its source does not say so either', async () => {
    const { link, replica } = replication();
    await using database = await openDatabase(replica.url);
    await untilLag(database, (lagSeconds) => lagSeconds === 0);
    link.refuse();
    expect(await untilLag(database, (lagSeconds) => lagSeconds !== 0)).toBeNull();
    link.admit();
    expect(await untilLag(database, (lagSeconds) => lagSeconds === 0)).toBe(0);
  });

  test('says which right a user lacks, and needs no other', async () => {
    const { replica } = replication();
    await replica.query("CREATE USER watcher IDENTIFIED BY 'watcher'");
    const ofWatcher = Object.assign(new URL(replica.url), {
      username: 'watcher',
      password: 'watcher',
    });
    await using database = await openDatabase(ofWatcher.href);
    const refusal = await askOf(database).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'PERMISSION',
      database: database.description,
      message: expect.stringMatching(
        /have an administrator run: grant .* on \*\.\* to 'watcher'@'%';$/,
      ),
    });
    const [grant = ''] = /grant .*;/.exec((refusal as Error).message) ?? [];
    await replica.query(grant);
    await using granted = await openDatabase(ofWatcher.href);
    expect(await askOf(granted)).toMatchObject({ isReplica: true });
  });
});

forEachDialect('A database that replicates none', (harness) => {
  test('is no replica', async () => {
    await using database = await openDatabase(await harness.createDatabaseUrl());
    expect(await askOf(database)).toMatchObject({ isReplica: false });
  });
});
