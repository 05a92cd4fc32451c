import { openApiDatabase, syncApiDatabase } from '@cellbridge/db-api';
import { openCellDatabase, syncCellDatabase } from '@cellbridge/db-cell';
import { InstanceGroup, InstanceGroupList } from '@cellbridge/objects';
import { createDeployment, forEachDialect, type Harness, type Row } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { migrationStatus } from '../src/index.js';
import { move, openDeployment, runMove } from './support/move.js';
import { addNovaGroups } from './support/nova-groups.js';

forEachDialect('The move of a deployment that Nova made', (harness) => {
  test('brings every live group over exactly as it was, to the microsecond', async () => {
    const { databases, expected, live } = await adopt(harness);
    const report = await move(databases);
    expect(report.outcome).toBe('complete');
    expect(report.migrations).toMatchObject([{ total: live, found: live, done: live }]);
    expect(await databases.api.groups()).toEqual(expected);
  });

  test.each([
    ['policy', 'instance_group_policy', 'policy', 'policy'],
    ['member', 'instance_group_member', 'instance_id', 'instance_uuid'],
  ] as const)('keeps each %s once, with the time stamps of its own row', async (...names) => {
    const [, table, cellColumn, apiColumn] = names;
    const { databases } = await adopt(harness);
    const before = await databases.cell.content();
    await move(databases);
    const after = await databases.api.content();
    const uuids = new Map(after.instance_groups.map(({ id, uuid }) => [id, uuid]));
    const moved = after[table].map((row) => ({
      group: uuids.get(row.group_id ?? 0),
      value: row[apiColumn],
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    }));
    const live = new Map(
      before.instance_groups.filter(isLive).map(({ id, uuid }) => [id, uuid] as const),
    );
    const seen = new Set<string>();
    const expected = before[table]
      .filter((row) => isLive(row) && live.has(row.group_id ?? 0))
      .filter((row) => {
        const key = `${row.group_id} ${row[cellColumn]}`;
        return !seen.has(key) && seen.add(key);
      })
      .map((row) => ({
        group: live.get(row.group_id ?? 0),
        value: row[cellColumn],
        createdAt: sixDecimals(row.created_at),
        updatedAt: sixDecimals(row.updated_at),
      }));
    expect(moved).toEqual(expected);
  });

  test('soft-deletes what it moved as Nova does, and leaves every other row alone', async () => {
    const { databases } = await adopt(harness);
    const before = await databases.cell.content();
    await move(databases);
    const after = await databases.cell.content();
    const moved = new Set(before.instance_groups.filter(isLive).map(({ id }) => id));
    for (const table of [
      'instance_groups',
      'instance_group_policy',
      'instance_group_member',
    ] as const) {
      const owner = table === 'instance_groups' ? 'id' : 'group_id';
      const expected = before[table].map((row) =>
        isLive(row) && moved.has(row[owner] ?? 0)
          ? { ...row, deleted: row.id, deleted_at: expect.stringMatching(/^\d{4}-.*\.\d{6}$/) }
          : row,
      );
      expect(after[table]).toEqual(expected);
    }
  });

  test('finds nothing the second time', async () => {
    const { databases } = await adopt(harness);
    await move(databases);
    const before = [await databases.api.groups(), await databases.cell.content()];
    const report = await move(databases);
    expect(report.outcome).toBe('complete');
    expect(report.migrations).toMatchObject([{ total: 0, found: 0, done: 0, remaining: 0 }]);
    expect([await databases.api.groups(), await databases.cell.content()]).toEqual(before);
  });

  test.each([1, 7, 50, 5_000])('gives the same with %i groups a batch', async (batchSize) => {
    const { databases, expected } = await adopt(harness);
    const report = await move(databases, { batchSize });
    expect(report.outcome).toBe('complete');
    expect(await databases.api.groups()).toEqual(expected);
  });

  test('gives the same seven groups at a time, and totals count a row once', async () => {
    const { databases, expected, live } = await adopt(harness);
    let done = 0;
    for (let runs = 0; done < live; runs += 1) {
      const report = await move(databases, { maxCount: 7 });
      const [migration] = report.migrations;
      expect(report.outcome).toBe('more');
      expect(migration?.total).toBe(live - done);
      expect(migration?.done).toBe(Math.min(7, live - done));
      done += migration?.done ?? 0;
      expect(migration?.remaining).toBe(live - done);
      expect(runs).toBeLessThan(live);
    }
    const last = await move(databases, { maxCount: 7 });
    expect(last).toMatchObject({ outcome: 'complete', migrations: [{ found: 0, done: 0 }] });
    expect(await databases.api.groups()).toEqual(expected);
    await using deployment = await openDeployment(databases);
    const status = await migrationStatus(deployment);
    expect(status).toMatchObject({ ready: true, cells: [{ found: live, done: live }] });
  });

  test('no event on a move, and the sequences of PostgreSQL are right after it', async () => {
    const { databases, expected } = await adopt(harness);
    const events: string[] = [];
    await using deployment = await openDeployment(databases, {
      onEvent: ({ type }) => void events.push(type),
    });
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(events).toEqual([]);
    const context = deployment.adminContext({ userId: 'user', projectId: 'project' });
    const created = await InstanceGroup.create(context, {
      name: 'after the move',
      policy: 'affinity',
      members: ['first'],
    });
    await InstanceGroup.addMembers(context, expected[0]?.uuid ?? '', ['second']);
    expect(events).toEqual(['create', 'add_member']);
    const all = await InstanceGroupList.getAll(context);
    expect(all).toHaveLength(expected.length + 1);
    expect((await InstanceGroup.getByUuid(context, created.uuid)).toJSON()).toEqual(
      created.toJSON(),
    );
  });
});

/** Nova's databases with Nova's rows, then synced. */
async function adopt(harness: Harness) {
  const databases = await createDeployment(harness, { madeBy: 'nova' });
  const groups = await addNovaGroups(harness, databases.cell);
  await using api = await openApiDatabase(databases.api.url);
  await using cell = await openCellDatabase(databases.cell.url);
  const content = await databases.cell.content();
  await syncApiDatabase(api);
  await syncCellDatabase(cell);
  expect(await databases.cell.content()).toEqual(content);
  return { databases, ...groups };
}

function isLive({ deleted }: Row): boolean {
  return deleted === 0;
}

/** A time stamp as every reader has to see it; SQLite's file may hold fewer decimals. */
function sixDecimals(timestamp: Row[string] | undefined): string | null {
  if (typeof timestamp !== 'string') return null;
  const [seconds, decimals = ''] = timestamp.split('.');
  return `${seconds}.${decimals.padEnd(6, '0')}`;
}
