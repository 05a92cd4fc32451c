import { setTimeout } from 'node:timers/promises';
import { InvalidInputError } from '@cellbridge/objects';
import {
  createDeployment,
  forEachDialect,
  forEachServer,
  type Replication,
  startReplication,
  startTcpProxy,
} from '@cellbridge/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openReplicas } from '../src/ask-replicas.js';
import { type CellSteering, migrationStatus, type RunReport, readSteering } from '../src/index.js';
import { openDeployment, runMove } from './support/move.js';

const GROUPS = [{ members: ['a'] }, { members: ['b'] }];

forEachServer('A move that heeds a replica', ({ dialect }) => {
  let replication: Replication;
  beforeAll(async () => {
    replication = await startReplication(dialect);
  });
  afterAll(() => replication[Symbol.asyncDispose]());

  /** Resolves once a run would hold back. */
  async function untilHeld(): Promise<void> {
    await using replicas = await openReplicas({
      urls: [replication.replica.url],
      maxLagSeconds: 0,
    });
    while ((await replicas.ask()) === undefined) await setTimeout(10);
  }

  /** Moves groups, and calls `relieve` once the run holds back; before that nothing may have moved. */
  async function moveHeldBack(
    relieve: () => Promise<void>,
  ): Promise<{ report: RunReport; waits: string[]; status: readonly CellSteering[] }> {
    const databases = await createDeployment(replication.harness);
    await databases.cell.addGroups(GROUPS);
    await using deployment = await openDeployment(databases);
    await using elsewhere = await openDeployment(databases);
    const waits: string[] = [];
    let status: readonly CellSteering[] = [];
    let relieved: Promise<void> | undefined;
    const whenHeld = async () => {
      do status = await readSteering(elsewhere);
      while (status[0]?.migrators[0]?.state !== 'throttled');
      expect(await databases.api.groups()).toEqual([]);
      await relieve();
    };
    const report = await runMove(deployment, {
      replicas: { urls: [replication.replica.url], maxLagSeconds: 0 },
      onProgress: (event) => {
        if (event.type !== 'wait') return;
        waits.push(event.reason);
        relieved ??= whenHeld();
      },
    });
    await relieved;
    return { report, waits, status };
  }

  test('holds back while that is behind, and goes on afterwards', async () => {
    await replication.caughtUp();
    await replication.pause();
    await replication.harness.createDatabaseUrl();
    await untilHeld();
    const { report, waits, status } = await moveHeldBack(() => replication.resume());
    expect(report.outcome).toBe('complete');
    const [held, goesOn] = waits;
    expect(held).toMatch(
      /^cell1: Throttled: replica \w+:\/\/\w+:\*\*\*@127\.0\.0\.1:\d+\/\w+ is [\d.]+ s behind \(limit 0 s\)\.$/,
    );
    expect(goesOn).toBe('cell1: It is not throttled any more.');
    expect(status[0]?.migrators[0]?.reason).toContain('s behind (limit 0 s)');
  });

  test('holds back while that receives nothing', async () => {
    await replication.caughtUp();
    replication.link.refuse();
    await untilHeld();
    const { report, waits } = await moveHeldBack(async () => replication.link.admit());
    expect(report.outcome).toBe('complete');
    expect(waits[0]).toMatch(
      / s behind \(limit 0 s\)\.$|Throttled: replication to replica \S+ is stopped, or has not begun\.$/,
    );
  });

  test('holds back while that does not answer', async () => {
    const databases = await createDeployment(replication.harness);
    await databases.cell.addGroups(GROUPS);
    await using deployment = await openDeployment(databases);
    await using proxy = await startTcpProxy(replication.replica.url);
    const waits: string[] = [];
    let movedBefore: number | undefined;
    let relieved: Promise<void> | undefined;
    const relieve = async () => {
      movedBefore = (await databases.api.groups()).length;
      proxy.admit();
    };
    const report = await runMove(deployment, {
      replicas: { urls: [proxy.url], maxLagSeconds: 3_600 },
      onProgress: (event) => {
        if (event.type === 'start') proxy.refuse();
        if (event.type !== 'wait') return;
        waits.push(event.reason);
        relieved ??= relieve();
      },
    });
    await relieved;
    expect(report.outcome).toBe('complete');
    expect(movedBefore).toBe(0);
    expect(waits).toEqual([
      expect.stringMatching(/^cell1: Throttled: replica \S+ does not answer\.$/),
      'cell1: It is not throttled any more.',
    ]);
  });

  test('does not begin where one does not answer, or replicates nothing', async () => {
    const databases = await createDeployment(replication.harness);
    await databases.cell.addGroups(GROUPS);
    await using deployment = await openDeployment(databases);
    const { unreachableUrl } = replication.harness.testDialect;
    const { url } = databases.cell.raw;
    const beginWith = (...urls: string[]) => runMove(deployment, { replicas: { urls } });
    await expect(beginWith(replication.replica.url, unreachableUrl)).rejects.toMatchObject({
      code: 'CONNECTION_FAILED',
    });
    const refusal = await beginWith(url).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InvalidInputError);
    expect((refusal as Error).message).toMatch(/ is not a replica; name a standby of PostgreSQL, /);
    expect((refusal as Error).message).not.toContain(new URL(url).password);
    expect(await databases.api.groups()).toEqual([]);
  });

  // The last one: afterwards there is no replica any more.
  test('fails once that has become a server of its own', async () => {
    const databases = await createDeployment(replication.harness);
    await databases.cell.addGroups(GROUPS);
    await using deployment = await openDeployment(databases);
    await replication.caughtUp();
    await replication.pause();
    await replication.harness.createDatabaseUrl();
    await untilHeld();
    let promoted: Promise<void> | undefined;
    const promote = async () => {
      await replication.resume();
      await replication.promote();
    };
    const report = await runMove(deployment, {
      replicas: { urls: [replication.replica.url], maxLagSeconds: 0 },
      onProgress: ({ type }) => {
        if (type === 'wait') promoted ??= promote();
      },
    });
    await promoted;
    expect(report.outcome).toBe('failed');
    expect(report.migrations[0]?.error).toMatchObject({
      message: expect.stringMatching(/^Cell cell1: \S+ is not a replica; /),
    });
    expect((await migrationStatus(deployment)).cells[0]?.lastError).toMatch(/is not a replica/);
  });
});

forEachDialect('A move that heeds a replica', (harness) => {
  test('refuses a database that replicates no other', async () => {
    const databases = await createDeployment(harness);
    await using deployment = await openDeployment(databases);
    const urls = [databases.cell.raw.url];
    await expect(runMove(deployment, { replicas: { urls } })).rejects.toThrow(/is not a replica/);
  });

  test.each([
    ['urls', { urls: [] }],
    ['maxLagSeconds', { urls: ['postgresql://db/nova'], maxLagSeconds: -1 }],
  ])('refuses %s that make no sense', async (what, replicas) => {
    const databases = await createDeployment(harness);
    await using deployment = await openDeployment(databases);
    const refused = runMove(deployment, { replicas });
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toThrow(what);
  });
});
