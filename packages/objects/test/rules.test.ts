import { forEachDialect, holdStatement, recordStatements } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  type Deployment,
  InstanceGroup,
  InstanceGroupList,
  InstanceGroupNotFoundError,
} from '../src/index.js';
import {
  addReceipt,
  createMixed,
  insertIntoApi,
  isForCell,
  moveGroup,
  open,
  place,
} from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const SEED = { uuid: UUID, name: 'web', members: ['m1'] };

const LOOKUPS: [string, (deployment: Deployment) => Promise<InstanceGroup>][] = [
  ['getByUuid', (d) => InstanceGroup.getByUuid(d.adminContext(), UUID)],
  ['getByName', (d) => InstanceGroup.getByName(d.adminContext(), 'web')],
  ['getByInstanceUuid', (d) => InstanceGroup.getByInstanceUuid(d.adminContext(), 'm1')],
];

forEachDialect('The rule', (harness) => {
  test('R1: a group in the API database is not read from or written to in a cell', async () => {
    const databases = await createMixed(harness);
    const [row] = await databases.cell.addGroups([{ ...SEED, members: ['m1', 'old'] }]);
    await databases.api.addGroups([{ ...SEED, members: ['m1', 'new'] }]);
    await addReceipt(databases.api, databases.cell, UUID, row?.id ?? 0);
    const before = await databases.cell.content();
    await using deployment = await open(databases);
    const context = deployment.adminContext();
    for (const [, find] of LOOKUPS) {
      expect((await find(deployment)).members.sort()).toEqual(['m1', 'new']);
    }
    const listed = await InstanceGroupList.getAll(context);
    expect(listed.map(({ members }) => members.sort())).toEqual([['m1', 'new']]);
    const lookup = InstanceGroup.getByInstanceUuid(context, 'old');
    await expect(lookup).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
    await InstanceGroup.addMembers(context, UUID, ['newer']);
    expect(await databases.cell.content()).toEqual(before);
  });

  test('R1: a receipt without a group means that it was destroyed after it moved', async () => {
    const databases = await createMixed(harness);
    const [row] = await databases.cell.addGroups([SEED]);
    await addReceipt(databases.api, databases.cell, UUID, row?.id ?? 0);
    const before = await databases.cell.content();
    await using deployment = await open(databases);
    const context = deployment.adminContext();
    const calls = [
      ...LOOKUPS.map(
        ([, find]) =>
          () =>
            find(deployment),
      ),
      () => InstanceGroup.addMembers(context, UUID, ['m2']),
      () => InstanceGroup.removeMembers(context, UUID, ['m1']),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
    }
    expect(await InstanceGroupList.getAll(context)).toHaveLength(0);
    expect(await InstanceGroupList.getAll(context, { limit: 5 })).toHaveLength(0);
    const counts = await InstanceGroupList.getCounts(context, 'project');
    expect(counts.project.serverGroups).toBe(0);
    expect(await databases.cell.content()).toEqual(before);
  });

  test('R2: a change of a group in a cell looks into the API database under its lock', async () => {
    const databases = await createMixed(harness);
    await place(databases, 'before the move', SEED, 1);
    const before = await databases.cells[1]?.content();
    const held = holdStatement(
      (statement) => isForCell(databases, statement) && /^begin/.test(statement.text),
    );
    await using deployment = await open(databases, { database: { intercept: held.intercept } });
    const adding = InstanceGroup.addMembers(deployment.adminContext(), UUID, ['m2']);
    await held.reached;
    // The migrator has committed the insert and crashed, so the cell's row is still live.
    await insertIntoApi(databases, SEED, 1);
    held.release();
    expect((await adding).sort()).toEqual(['m1', 'm2']);
    expect((await databases.api.groups())[0]?.members).toEqual(['m1', 'm2']);
    expect(await databases.cells[1]?.content()).toEqual(before);
  });

  test('R2: and revokes the claim of a migrator that has lost the lock', async () => {
    const databases = await createMixed(harness);
    const [row] = (await databases.cells[1]?.addGroups([SEED])) ?? [];
    const claim = (id: string, cellIndex: number, groupId = 0) => ({
      id,
      cell_uuid: databases.cells[cellIndex]?.uuid ?? '',
      group_ids: JSON.stringify([groupId, 1_000]),
      created_at: '2024-01-01 00:00:00.000000',
    });
    await databases.api.raw.insert('cellbridge_claims', [
      claim('of the row', 1, row?.id),
      claim('of another row', 1, (row?.id ?? 0) + 1),
      claim('of another cell', 0, row?.id),
    ]);
    await using deployment = await open(databases);
    await InstanceGroup.addMembers(deployment.adminContext(), UUID, ['m2']);
    const left = await databases.api.rows('cellbridge_claims');
    expect(left.map(({ id }) => id)).toEqual(['of another cell', 'of another row']);
  });

  test.each([0, 1])(
    'R2: deleting instances revokes claims on moved groups with rows of these instances: cell %i',
    async (cellIndex) => {
      const databases = await createMixed(harness);
      const cell = databases.cells[cellIndex];
      for (const end of ['a', 'b', 'c']) {
        const seed = { ...SEED, uuid: UUID.replace(/a$/, end) };
        await place(databases, 'after the move', seed, cellIndex);
      }
      const ids = ((await cell?.rows('instance_groups')) ?? []).map(({ id }) => Number(id));
      // Rows that old writers have left under the first two.
      for (const [index, instance] of ['m1', 'another'].entries()) {
        await cell?.raw.query(
          'UPDATE instance_group_member SET deleted = 0, instance_id = ? WHERE group_id = ?',
          instance,
          ids[index] ?? 0,
        );
      }
      await databases.api.raw.insert(
        'cellbridge_claims',
        ids.map((id, index) => ({
          id: `claim ${index}`,
          cell_uuid: cell?.uuid ?? '',
          group_ids: JSON.stringify([id]),
          created_at: '2024-01-01 00:00:00.000000',
        })),
      );
      await using deployment = await open(databases);
      await InstanceGroup.destroyMembersBulk(deployment.adminContext(), ['m1']);
      const left = await databases.api.rows('cellbridge_claims');
      expect(left.map(({ id }) => id)).toEqual(['claim 1', 'claim 2']);
    },
  );

  test.each(LOOKUPS)('R3: %s looks into the API database again', async (_name, find) => {
    const databases = await createMixed(harness);
    await place(databases, 'before the move', SEED, 1);
    const held = holdStatement((statement) => isForCell(databases, statement));
    await using deployment = await open(databases, { database: { intercept: held.intercept } });
    const finding = find(deployment);
    await held.reached;
    await moveGroup(databases, SEED, 1);
    held.release();
    expect(await finding).toMatchObject({ uuid: UUID, location: { database: 'api' } });
  });

  test.each([
    ['a list', (d: Deployment) => InstanceGroupList.getAll(d.adminContext())],
    ['a page', (d: Deployment) => InstanceGroupList.getAll(d.adminContext(), { limit: 1 })],
  ])('R3: %s reads the cells, then the API database', async (_name, list) => {
    const databases = await createMixed(harness);
    await place(databases, 'before the move', SEED, 1);
    let first: boolean | undefined;
    let isArmed = false;
    const held = holdStatement((statement) => {
      if (!isArmed) return false;
      first ??= isForCell(databases, statement);
      return isForCell(databases, statement) !== first;
    });
    await using deployment = await open(databases, { database: { intercept: held.intercept } });
    await list(deployment);
    isArmed = true;
    const listing = list(deployment);
    await held.reached;
    await moveGroup(databases, SEED, 1);
    held.release();
    expect((await listing).map(({ uuid }) => uuid)).toEqual([UUID]);
  });

  test('R4: no lock of a cell is taken under one of the API database, and one cell at a time', async () => {
    const databases = await createMixed(harness);
    await place(databases, 'before the move', SEED, 1);
    await place(databases, 'before the move', { ...SEED, uuid: UUID.replace('a', 'b') }, 0);
    const recorder = recordStatements();
    await using deployment = await open(databases, { database: { intercept: recorder.intercept } });
    const context = deployment.adminContext();
    await InstanceGroup.addMembers(context, UUID, ['m2']);
    await InstanceGroup.destroyMembersBulk(context, ['m1']);
    const group = await InstanceGroup.getByUuid(context, UUID);
    group.members = [];
    await group.save();
    await group.destroy();
    const held: string[] = [];
    const cellsLocked: string[] = [];
    for (const statement of recorder.statements) {
      const { text } = statement;
      if (/^begin(?! .*read only|$)/i.test(text)) {
        const name = isForCell(databases, statement) ? statement.database : 'api';
        if (name !== 'api') expect(held).toEqual([]);
        if (name !== 'api') cellsLocked.push(name);
        held.push(name);
      }
      if (/^(commit|rollback)/.test(text)) held.pop();
    }
    const [first, second] = await Promise.all(
      databases.cells.map(({ uuid }) =>
        deployment.cell(uuid).withDatabase(async (database) => database),
      ),
    );
    const names = [first?.description, second?.description];
    expect(cellsLocked).toEqual([names[1], names[0], names[1], names[1], names[1]]);
  });

  test.each(['before the move', 'after the move'] as const)(
    'R5: twenty concurrent adds of one member add it once, %s',
    async (where) => {
      const databases = await createMixed(harness);
      await place(databases, where, SEED, 1);
      const deployments = await Promise.all(Array.from({ length: 20 }, () => open(databases)));
      const added = await Promise.all(
        deployments.map((d, index) =>
          InstanceGroup.addMembers(d.adminContext(), UUID, ['same', `own-${index}`]),
        ),
      );
      for (const members of added) expect(members.filter((m) => m === 'same')).toHaveLength(1);
      await using reader = await open(databases);
      const group = await InstanceGroup.getByUuid(reader.adminContext(), UUID);
      expect(group.members).toHaveLength(22);
      // An object has each member once, however many rows there are.
      const rows =
        where === 'after the move'
          ? await databases.api.rows('instance_group_member')
          : await databases.cells[1]?.rows('instance_group_member');
      expect(rows).toHaveLength(22);
      await Promise.all(deployments.map((d) => d.close()));
    },
  );
});
