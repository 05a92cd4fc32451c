import { InvalidInputError } from '@cellbridge/objects';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { type CellSteering, migrationStatus, readSteering, steerMoves } from '../src/index.js';
import { openDeployment, runMove } from './support/move.js';

const BUSY = 'select count(*) from instances';
const GROUPS = [{ members: ['a'] }, { members: ['b'] }];

forEachDialect('A move with a throttle query', (harness) => {
  test('holds back while it gives too much, and goes on afterwards', async () => {
    const databases = await createDeployment(harness);
    const { cell } = databases;
    await cell.addGroups(GROUPS);
    await cell.addInstances([{ uuid: '0e000000-0000-4000-8000-000000000001', host: 'h1' }]);
    await using deployment = await openDeployment(databases);
    await using elsewhere = await openDeployment(databases);
    const waits: string[] = [];
    let whileThrottled: readonly CellSteering[] = [];
    let movedWhileThrottled: number | undefined;
    let relieved: Promise<void> | undefined;
    const report = await runMove(deployment, {
      throttle: { query: BUSY, above: 0 },
      onProgress: (event) => {
        if (event.type !== 'wait') return;
        waits.push(event.reason);
        relieved ??= relieve();
      },
    });
    async function relieve(): Promise<void> {
      do whileThrottled = await readSteering(elsewhere);
      while (whileThrottled[0]?.migrators[0]?.state !== 'throttled');
      movedWhileThrottled = (await databases.api.groups()).length;
      await cell.raw.query('DELETE FROM instances');
    }
    await relieved;
    expect(report.outcome).toBe('complete');
    expect(movedWhileThrottled).toBe(0);
    expect(waits).toEqual([
      'cell1: Throttled: the throttle query gives 1, and the run holds back above 0.',
      'cell1: It is not throttled any more.',
    ]);
    expect(whileThrottled[0]?.migrators[0]?.reason).toContain('gives 1');
  });

  test('does not ask it while it is paused', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(GROUPS);
    await using deployment = await openDeployment(databases);
    await steerMoves(deployment, { paused: true }, { wishedBy: 'ada' });
    const interruption = new AbortController();
    const report = await runMove(deployment, {
      throttle: { query: 'select nothing', above: 0 },
      signal: interruption.signal,
      onProgress: ({ type }) => type === 'wait' && interruption.abort(),
    });
    expect(report).toMatchObject({ outcome: 'more', stopped: true });
  });

  test.each([
    ['fails', 'select nothing at all', /^Cell cell1: The throttle query failed: ./],
    ['gives no row', 'select id from instances where 1 = 0', /It gave no row/],
    ['gives a text', "select 'busy'", /It gave "busy", and a number is needed/],
    ['writes', 'delete from instance_group_member', /The throttle query failed/],
  ])('fails where the query %s, and has changed nothing', async (_, query, message) => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(GROUPS);
    const before = await databases.cell.liveGroups();
    await using deployment = await openDeployment(databases);
    const report = await runMove(deployment, { throttle: { query, above: 5 } });
    expect(report.outcome).toBe('failed');
    expect(report.migrations[0]?.error).toMatchObject({ message: expect.stringMatching(message) });
    expect(await databases.cell.liveGroups()).toEqual(before);
    expect((await migrationStatus(deployment)).cells[0]?.lastError).toMatch(/throttle query/);
  });

  test.each([
    ['query', { query: '', above: 1 }],
    ['above', { query: BUSY, above: Number.NaN }],
  ])('refuses a %s that makes no sense', async (what, throttle) => {
    const databases = await createDeployment(harness);
    await using deployment = await openDeployment(databases);
    const refused = runMove(deployment, { throttle });
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toThrow(what);
  });
});
