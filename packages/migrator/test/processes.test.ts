import {
  createDeployment,
  forEachDialect,
  type ProcessResult,
  type SourceProcess,
  startSource,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { instanceGroupsMigration, migrationStatus, verifyDeployment } from '../src/index.js';
import { expectSound } from './support/content.js';
import { move, openDeployment, runMove } from './support/move.js';
import { type Ledger, memberOf, nameOf, TRAFFIC_GROUPS, uuidOf } from './support/traffic-groups.js';

const SCRIPT = new URL('./support/traffic-process.ts', import.meta.url);

forEachDialect('Processes at work at once', (harness) => {
  test('a reader, a writer, a destroyer and two migrators lose and double nothing', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const numbers = Array.from({ length: TRAFFIC_GROUPS }, (_, index) => index + 1);
    for (const [index, cell] of databases.cells.entries()) {
      const own = numbers.filter((number) => number % 2 === index);
      await cell.addGroups(
        own.map((number) => ({
          uuid: uuidOf(number),
          name: nameOf(number),
          members: [memberOf(number)],
        })),
      );
    }
    const start = (role: string) => startSource(SCRIPT, { arguments: [role, databases.api.url] });
    const reader = start('read');
    const writer = start('write');
    const destroyer = start('destroy');
    await Promise.all([reader, writer, destroyer].map((actor) => actor.waitFor('ready')));
    const migrators = [start('migrate'), start('migrate')];
    const moved = await Promise.all(migrators.map(ledgerOf));
    const destroyed = await ledgerOf(destroyer);
    writer.kill('SIGTERM');
    const written = await ledgerOf(writer);
    reader.kill('SIGTERM');
    const read = await ledgerOf(reader);

    const ledgers = [...moved, destroyed, written, read];
    expect(ledgers.flatMap(({ failures }) => failures)).toEqual([]);
    for (const { acknowledged } of [destroyed, written, read]) {
      expect(acknowledged).toBeGreaterThan(100);
    }
    expect(moved.reduce((sum, { acknowledged }) => sum + acknowledged, 0)).toBeGreaterThan(1_000);

    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    const changed = { ...written.groups, ...destroyed.groups };
    const expected = new Map<string, { name: string; members: string[] }>();
    for (const number of numbers) {
      expected.set(uuidOf(number), { name: nameOf(number), members: [memberOf(number)] });
    }
    for (const [uuid, group] of Object.entries(changed)) {
      if (group) expected.set(uuid, { ...group, members: [...group.members].sort() });
      else expected.delete(uuid);
    }
    const groups = await databases.api.groups();
    expect(new Map(groups.map(({ uuid, name, members }) => [uuid, { name, members }]))).toEqual(
      expected,
    );
    await expectSound(databases);
    for (const cell of databases.cells) expect(await cell.liveGroups()).toEqual([]);
    await using deployment = await openDeployment(databases);
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean', findings: [] });
  }, 300_000);
});

forEachDialect('Two migrators at once', (harness) => {
  describe.each([1, 2])('on %i cells', (cells) => {
    test.each([1, 5, 40])('with %i groups a batch, move each group once', async (batchSize) => {
      const databases = await createDeployment(harness, { cells });
      for (const cell of databases.cells) {
        await cell.addGroups(
          Array.from({ length: 60 }, (_, index) => ({ members: [`member-${index}`, 'common'] })),
        );
      }
      const live = await Promise.all(databases.cells.map((cell) => cell.liveGroups()));
      const expected = live.flat().sort((left, right) => (left.uuid < right.uuid ? -1 : 1));
      await using first = await openDeployment(databases);
      await using second = await openDeployment(databases);
      const reports = await Promise.all(
        [first, second].map((deployment) => runMove(deployment, { batchSize })),
      );
      const done = reports.map(({ migrations }) => migrations[0]?.done ?? 0);
      expect(done.reduce((sum, count) => sum + count, 0)).toBe(60 * cells);
      for (const { outcome } of reports) expect(outcome).toBe('complete');
      expect(await databases.api.groups()).toEqual(expected);
      await expectSound(databases);
      const status = await migrationStatus(first);
      expect(status.ready).toBe(true);
      for (const cell of status.cells) expect(cell).toMatchObject({ found: 60, done: 60 });
    });
  });

  test('that meet the same uuids in two cells move each group once', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const uuids = Array.from({ length: 40 }, (_, index) => uuidOf(index + 1));
    const [firstCell, secondCell] = databases.cells;
    const seeds = (order: readonly string[]) =>
      order.map((uuid) => ({ uuid, name: 'same', members: ['a', 'b'] }));
    await firstCell?.addGroups(seeds(uuids));
    await secondCell?.addGroups(seeds([...uuids].reverse()));
    await using first = await openDeployment(databases);
    await using second = await openDeployment(databases);
    await Promise.all(
      [first, second].map((deployment, index) =>
        runMove(deployment, { batchSize: 7, cells: [databases.cells[index]?.uuid ?? ''] }),
      ),
    );
    expect(await runMove(first)).toMatchObject({
      outcome: 'complete',
      migrations: [{ name: instanceGroupsMigration.name, quarantined: 0 }],
    });
    expect(await databases.api.groups()).toHaveLength(40);
    for (const cell of databases.cells) expect(await cell.liveGroups()).toEqual([]);
    await expectSound(databases);
  });
});

async function ledgerOf({ result }: SourceProcess): Promise<Ledger> {
  const { stdout, stderr, code }: ProcessResult = await result;
  if (code !== 0) throw new Error(`A process ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
