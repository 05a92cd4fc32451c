import {
  createDeployment,
  forEachDialect,
  forEachServer,
  holdStatement,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { MAX_PLANNED_DANGLING, planMove } from '../src/index.js';
import { openDeployment, runMove } from './support/move.js';

const UUID = '5e0f0000-0000-4000-8000-000000000001';
const OTHER = '5e0f0000-0000-4000-8000-000000000002';

async function plan(databases: TestDeployment) {
  await using deployment = await openDeployment(databases);
  return await planMove(deployment);
}

forEachDialect('Of members whose instance is gone, a plan', (harness) => {
  test('counts and names those of groups that would move, and they move as they are', async () => {
    const databases = await createDeployment(harness, { cells: 2, madeBy: 'adopted' });
    const { api, cell, cells } = databases;
    const [, second] = cells;
    if (!second) throw new Error('There are two cells.');
    const there = ['live', 'soft', 'hidden', 'elsewhere', 'mapped elsewhere', 'coming'];
    const gone = ['deleted', 'gone', 'gone here', 'gone elsewhere'];
    const [group] = await cell.addGroups([
      { uuid: UUID, name: 'moves', members: [...there, ...gone, 'gone'] },
      { uuid: OTHER, name: 'of the cell', members: ['gone'] },
    ]);
    await api.addGroups([{ uuid: OTHER, name: 'of the API database', members: [] }]);
    const left = { created_at: '2024-01-01 00:00:00', deleted: 900, group_id: group?.id ?? 0 };
    await cell.raw.insert('instance_group_member', [{ ...left, instance_id: 'has left' }]);
    await second.addGroups([{ members: ['live', 'elsewhere', 'gone'] }]);
    await cell.addInstances([
      { uuid: 'live', host: 'host', vmState: 'active', hidden: false },
      { uuid: 'soft', host: 'host', vmState: 'soft-delete' },
      { uuid: 'hidden', host: 'host', hidden: true },
      { uuid: 'deleted', host: 'host', deleted: true },
    ]);
    await second.addInstances([
      { uuid: 'elsewhere', host: 'host' },
      { uuid: 'mapped elsewhere', host: 'host' },
    ]);
    await api.addInstanceMappings([
      { instanceUuid: 'mapped elsewhere', cellUuid: second.uuid },
      { instanceUuid: 'gone here', cellUuid: cell.uuid },
      { instanceUuid: 'gone elsewhere', cellUuid: second.uuid },
      { instanceUuid: 'coming', cellUuid: null },
    ]);

    const { cells: plans, isWhole } = await plan(databases);
    expect(isWhole).toBe(true);
    expect(plans).toMatchObject([
      { groups: 1, quarantined: 1, dangling: gone.length, danglingUnchecked: null },
      { groups: 1, dangling: 1, danglingUnchecked: null },
    ]);
    const found = plans[0]?.danglingMembers ?? [];
    expect(found).toEqual(gone.map((instanceUuid) => ({ groupUuid: UUID, instanceUuid })));

    await using deployment = await openDeployment(databases);
    await runMove(deployment);
    const moved = (await api.groups()).find(({ uuid }) => uuid === UUID);
    expect([...(moved?.members ?? [])].sort()).toEqual([...there, ...gone].sort());
  });

  test('names the first 10,000, and counts them all, page by page', async () => {
    const databases = await createDeployment(harness);
    const half = MAX_PLANNED_DANGLING / 2 + 1;
    const members = Array.from({ length: 2 * half }, (_, index) => `member ${index}`);
    await databases.cell.addGroups([
      { members: members.slice(0, half) },
      { members: members.slice(half) },
    ]);
    const [planned] = (await plan(databases)).cells;
    expect(planned).toMatchObject({ dangling: 2 * half, danglingUnchecked: null });
    expect(planned?.danglingMembers.map(({ instanceUuid }) => instanceUuid)).toEqual(
      members.slice(0, MAX_PLANNED_DANGLING),
    );
  });

  test('does not name one whose instance comes in while it looks', async () => {
    const databases = await createDeployment(harness);
    const { api, cell } = databases;
    await cell.addGroups([{ members: ['late'] }]);
    const held = holdStatement(({ text }) => text.includes('instance_mappings'));
    await using deployment = await openDeployment(databases, {
      database: { intercept: held.intercept },
    });
    const planning = planMove(deployment);
    await held.reached;
    await cell.addInstances([{ uuid: 'late', host: 'host' }]);
    await api.addInstanceMappings([{ instanceUuid: 'late', cellUuid: cell.uuid }]);
    held.release();
    expect(await planning).toMatchObject({ cells: [{ groups: 1, dangling: 0 }] });
  });

  test.each([
    ['instances', 'cell'],
    ['instance_mappings', 'api'],
  ] as const)('says that it did not look, and why, without the table %s', async (table, side) => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{ members: ['gone'] }]);
    await databases[side].raw.query(`DROP TABLE ${table}`);
    const { cells, isWhole } = await plan(databases);
    expect(isWhole).toBe(true);
    expect(cells).toMatchObject([
      { groups: 1, members: 1, dangling: 0, danglingMembers: [], error: null },
    ]);
    expect(cells[0]?.danglingUnchecked).toContain(table);
  });

  test('does not take an instance for gone that may be in a cell that is down', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const { api, cell } = databases;
    await cell.addGroups([{ members: ['live', 'elsewhere'] }]);
    await cell.addInstances([{ uuid: 'live', host: 'host' }]);
    await api.raw.query(
      "UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/x' WHERE name = 'cell2'",
    );
    await using deployment = await openDeployment(databases, { onCellDown: 'skip' });
    const [planned] = (await planMove(deployment)).cells;
    expect(planned).toMatchObject({ groups: 1, dangling: 0, error: null });
    expect(planned?.danglingUnchecked).toContain('Cell cell2 is unavailable');
  });
});

forEachServer('Of members whose instance is gone, a plan of a user with few rights', (harness) => {
  test('says that it did not look, and which right is missing', async () => {
    const databases = await createDeployment(harness);
    const { api, cell } = databases;
    await cell.addGroups([{ members: ['gone'] }]);
    const { name, url } = await harness.createRole(cell.url);
    await api.raw.query('UPDATE cell_mappings SET database_connection = ?', url);
    for (const table of ['instance_groups', 'instance_group_policy', 'instance_group_member']) {
      await cell.raw.query(`GRANT SELECT ON ${table} TO ${name}`);
    }
    const [planned] = (await plan(databases)).cells;
    expect(planned).toMatchObject({ groups: 1, members: 1, dangling: 0, error: null });
    expect(planned?.danglingUnchecked).toMatch(/select .*\binstances\b/i);
    await cell.raw.query(`GRANT SELECT ON instances TO ${name}`);
    expect(await plan(databases)).toMatchObject({ cells: [{ dangling: 1 }] });
  });
});
