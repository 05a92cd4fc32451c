import {
  dropConnection,
  forEachDialect,
  holdStatement,
  type TestDeployment,
  useHarness,
} from '@cellbridge/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CellUnavailableError,
  type Deployment,
  InstanceGroup,
  InstanceGroupList,
  InstanceGroupNotFoundError,
} from '../src/index.js';
import { createMixed, insertIntoApi, isForCell, nameOf, open, place } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const SEED = { uuid: UUID, name: 'web', members: ['m1'] };

const get = (deployment: Deployment) => InstanceGroup.getByUuid(deployment.adminContext(), UUID);

async function expectGone(deployment: Deployment): Promise<void> {
  const context = deployment.adminContext();
  const lookups = [
    () => InstanceGroup.getByUuid(context, UUID),
    () => InstanceGroup.getByName(context, 'web'),
    () => InstanceGroup.getByInstanceUuid(context, 'm1'),
    () => InstanceGroup.addMembers(context, UUID, ['m2']),
  ];
  for (const lookup of lookups) {
    await expect(lookup()).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
  }
  expect(await InstanceGroupList.getAll(context)).toHaveLength(0);
  const counts = await InstanceGroupList.getCounts(context, 'project');
  expect(counts.project.serverGroups).toBe(0);
}

async function expectCreatable(deployment: Deployment): Promise<void> {
  const context = deployment.adminContext();
  await InstanceGroup.create(context, { uuid: UUID, name: 'again', members: ['m9'] });
  expect(await get(deployment)).toMatchObject({ name: 'again', members: ['m9'] });
  expect(await InstanceGroupList.getAll(context)).toHaveLength(1);
}

forEachDialect('A group that was destroyed in a cell', (harness) => {
  let databases: TestDeployment;
  beforeEach(async () => {
    databases = await createMixed(harness);
  });

  const receipts = async () =>
    (await databases.api.rows('cellbridge_receipts')).map((row) => [
      row.cell_uuid,
      row.cell_group_id,
      row.destroyed_at !== null,
    ]);

  test.each([0, 1])('does not come back from cell %i, which was down then', async (down) => {
    for (const cell of databases.cells) await cell.addGroups([SEED]);
    let isDown = true;
    await using deployment = await open(databases, {
      database: {
        intercept: ({ database }) => {
          const isOfCell = nameOf(database) === nameOf(databases.cells[down]?.url ?? '');
          if (isDown && isOfCell) throw new Error('The cell is down.');
        },
      },
    });
    await (await get(deployment)).destroy();
    await expect(get(deployment)).rejects.toBeInstanceOf(CellUnavailableError);
    isDown = false;
    await expectGone(deployment);
    await expectCreatable(deployment);
  });

  test.each([0, 1])(
    'does not come back when cell %i is restored to an earlier state',
    async (index) => {
      const cell = databases.cells[index];
      const [row] = (await cell?.addGroups([SEED])) ?? [];
      await using deployment = await open(databases);
      await (await get(deployment)).destroy();
      expect(await receipts()).toEqual([[cell?.uuid, row?.id, true]]);
      for (const table of ['instance_groups', 'instance_group_policy', 'instance_group_member']) {
        await cell?.raw.query(`UPDATE ${table} SET deleted = 0, deleted_at = NULL`);
      }
      await expectGone(deployment);
      await expectCreatable(deployment);
    },
  );

  test('is destroyed in every reachable cell', async () => {
    for (const cell of databases.cells) await cell.addGroups([SEED]);
    await using deployment = await open(databases);
    await (await get(deployment)).destroy();
    for (const cell of databases.cells) expect(await cell.liveGroups()).toEqual([]);
    await expectGone(deployment);
    await expectCreatable(deployment);
  });

  test.each([0, 1])('stays destroyed if the cell is lost before it knows: %i', async (index) => {
    const cell = databases.cells[index];
    await cell?.addGroups([SEED]);
    await using deployment = await open(databases, {
      database: {
        intercept: dropConnection(({ text }) => /^update .instance_groups./.test(text)),
      },
    });
    const group = await get(deployment);
    await expect(group.destroy()).rejects.toBeInstanceOf(CellUnavailableError);
    expect(await cell?.liveGroups()).toHaveLength(1);
    await expectGone(deployment);
    await expectCreatable(deployment);
  });

  test('keeps the receipt of an earlier group with its uuid', async () => {
    await place(databases, 'after the move', SEED);
    await using deployment = await open(databases);
    await (await get(deployment)).destroy();
    await databases.cells[1]?.addGroups([SEED]);
    await expectGone(deployment);
    const [first] = databases.cells;
    expect(await receipts()).toEqual([[first?.uuid, expect.any(Number), true]]);
  });

  /** Holds a destroy in the second cell after its look into the API database. */
  const holdDestroy = () => {
    let isAfterLook = false;
    return holdStatement((statement) => {
      if (isForCell(databases, statement))
        isAfterLook = /^select .* for update/i.test(statement.text) || isAfterLook;
      return isAfterLook && !isForCell(databases, statement) && /^begin/.test(statement.text);
    });
  };

  test('is also destroyed in the API database if another copy moves there meanwhile', async () => {
    for (const cell of databases.cells) await cell.addGroups([SEED]);
    const held = holdDestroy();
    await using deployment = await open(databases, {
      cells: databases.cells.slice(1).map(({ uuid, name, url }) => ({ uuid, name, url })),
      database: { intercept: held.intercept },
    });
    const destroying = (await get(deployment)).destroy();
    await held.reached;
    await insertIntoApi(databases, SEED, 0);
    held.release();
    await destroying;
    expect(await databases.api.groups()).toEqual([]);
    expect(await databases.cells[1]?.liveGroups()).toEqual([]);
    await using successor = await open(databases);
    await expectGone(successor);
  });

  test('is left to its project if a copy of another project moves meanwhile', async () => {
    await databases.cells[0]?.addGroups([{ ...SEED, projectId: 'other' }]);
    await databases.cells[1]?.addGroups([SEED]);
    const held = holdDestroy();
    await using deployment = await open(databases, { database: { intercept: held.intercept } });
    const context = deployment.context({ userId: 'user', projectId: 'project' });
    const destroying = (await InstanceGroup.getByUuid(context, UUID)).destroy();
    await held.reached;
    await insertIntoApi(databases, { ...SEED, projectId: 'other' }, 0);
    held.release();
    await expect(destroying).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
    expect(await get(deployment)).toMatchObject({ projectId: 'other' });
    expect(await receipts()).toEqual([[databases.cells[0]?.uuid, expect.any(Number), false]]);
    expect(await databases.cells[1]?.liveGroups()).toHaveLength(1);
  });
});

/** On SQLite nobody else writes to the API database meanwhile. */
describe('A group that is being destroyed in a cell', () => {
  const harness = useHarness('postgresql');

  test('is also destroyed in the API database after a wait for its receipt', async () => {
    const databases = await createMixed(harness);
    for (const cell of databases.cells) await cell.addGroups([SEED]);
    const held = holdStatement(({ text }) => text.startsWith('insert into "cellbridge_receipts"'));
    await using deployment = await open(databases, { database: { intercept: held.intercept } });
    const destroying = (await get(deployment)).destroy();
    await held.reached;
    await insertIntoApi(databases, SEED, 1);
    held.release();
    await destroying;
    expect(await databases.api.groups()).toEqual([]);
    await expectGone(deployment);
    expect(await databases.cell.liveGroups()).toEqual([]);
  });
});
