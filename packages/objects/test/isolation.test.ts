import { forEachDialect, holdStatement, type TestDeployment } from '@cellbridge/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Deployment,
  InstanceGroup,
  InstanceGroupList,
  InstanceGroupNotFoundError,
  InvalidInputError,
} from '../src/index.js';
import { createMixed, isForCell, open, PLACES, place } from './support/mixed.js';

const MINE = '5e0f0000-0000-4000-8000-00000000000a';
const THEIRS = '5e0f0000-0000-4000-8000-00000000000b';

forEachDialect("Another project's group", (harness) => {
  describe.each(PLACES)('%s', (where) => {
    let databases: TestDeployment;
    beforeEach(async () => {
      databases = await createMixed(harness);
      await place(databases, where, {
        uuid: MINE,
        name: 'same',
        projectId: 'mine',
        members: ['m1'],
      });
      await place(databases, where, {
        uuid: THEIRS,
        name: 'theirs',
        projectId: 'theirs',
        members: ['m1', 'm2'],
        createdAt: '2020-01-01 00:00:00.000000',
      });
    });
    const contextOf = (deployment: Deployment) =>
      deployment.context({ userId: 'alice', projectId: 'mine' });
    const contents = async () => [
      await databases.api.groups(),
      ...(await Promise.all(databases.cells.map((cell) => cell.content()))),
    ];

    test('is not found in any way, and not changed', async () => {
      const before = await contents();
      await using deployment = await open(databases);
      const context = contextOf(deployment);
      const calls = [
        () => InstanceGroup.getByUuid(context, THEIRS),
        () => InstanceGroup.getByName(context, 'theirs'),
        () => InstanceGroup.getByInstanceUuid(context, 'm2'),
        () => InstanceGroup.getByHint(context, THEIRS),
        () => InstanceGroup.getByHint(context, 'theirs'),
        () => InstanceGroup.addMembers(context, THEIRS, ['m3']),
        () => InstanceGroup.removeMembers(context, THEIRS, ['m1']),
      ];
      for (const call of calls) {
        await expect(call()).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
      }
      expect(await contents()).toEqual(before);
    });

    test('is in no list, page or count', async () => {
      await using deployment = await open(databases);
      const context = contextOf(deployment);
      const uuids = (groups: InstanceGroupList) => groups.map(({ uuid }) => uuid);
      expect(uuids(await InstanceGroupList.getAll(context))).toEqual([MINE]);
      expect(uuids(await InstanceGroupList.getAll(context, { limit: 5 }))).toEqual([MINE]);
      expect(uuids(await InstanceGroupList.getAll(context, { marker: THEIRS }))).toEqual([]);
      expect(uuids(await InstanceGroupList.getByProjectId(context, 'theirs'))).toEqual([]);
      const iterated: string[] = [];
      for await (const { uuid } of InstanceGroupList.iterate(context)) iterated.push(uuid);
      expect(iterated).toEqual([MINE]);
      const theirs = InstanceGroupList.iterate(context, { projectId: 'theirs' });
      expect((await theirs.next()).done).toBe(true);
      expect(await InstanceGroupList.getCounts(context, 'mine', 'user')).toEqual({
        project: { serverGroups: 1 },
        user: { serverGroups: 1 },
      });
      expect(await InstanceGroupList.getCounts(context, 'theirs', 'user')).toEqual({
        project: { serverGroups: 0 },
        user: { serverGroups: 0 },
      });
    });

    test('keeps the instances that this project deletes', async () => {
      await using deployment = await open(databases);
      await InstanceGroup.destroyMembersBulk(contextOf(deployment), ['m1', 'm2']);
      const admin = deployment.adminContext();
      expect((await InstanceGroup.getByUuid(admin, MINE)).members).toEqual([]);
      expect((await InstanceGroup.getByUuid(admin, THEIRS)).members.sort()).toEqual(['m1', 'm2']);
    });

    test('also keeps what an old writer has left for it in its cell', async () => {
      const { raw } = databases.cell;
      const [row] = await raw.query('SELECT id FROM instance_groups WHERE uuid = ?', THEIRS);
      const [id = 0] = await raw.takeIds('instance_group_member', 1);
      const late = { id, deleted: 0, group_id: row?.id ?? 0, instance_id: 'late' };
      await raw.insert('instance_group_member', [late]);
      await using deployment = await open(databases);
      await InstanceGroup.destroyMembersBulk(contextOf(deployment), ['late']);
      const rows = await databases.cell.rows('instance_group_member');
      expect(rows.find((other) => other.id === id)).toMatchObject({ deleted: 0 });
    });

    test('is not changed through an object read while it was ours', async () => {
      await using deployment = await open(databases);
      const group = await InstanceGroup.getByUuid(contextOf(deployment), MINE);
      const same = await InstanceGroup.getByUuid(deployment.adminContext(), MINE);
      same.projectId = 'theirs';
      await same.save();
      const before = await contents();
      group.name = 'stolen';
      for (const call of [() => group.save(), () => group.refresh(), () => group.destroy()]) {
        await expect(call()).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
      }
      expect(await contents()).toEqual(before);
    });

    test('is not changed right after it was given away', async () => {
      const held = holdStatement(
        (statement) => isForCell(databases, statement) && /^begin/.test(statement.text),
      );
      await using deployment = await open(databases, { database: { intercept: held.intercept } });
      const adding = InstanceGroup.addMembers(contextOf(deployment), MINE, ['m3']);
      const isHeld = await Promise.race([held.reached, adding.then(() => undefined)]);
      expect(isHeld !== undefined).toBe(where === 'before the move');
      if (!isHeld) return;
      for (const { raw } of databases.cells) {
        const text = `UPDATE instance_groups SET project_id = 'theirs' WHERE uuid = ?`;
        await raw.query(text, MINE);
      }
      held.release();
      await expect(adding).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
      const members = await databases.cell.rows('instance_group_member');
      expect(members.map(({ instance_id }) => instance_id)).not.toContain('m3');
    });

    test('cannot be made by giving a group away, or by creating one', async () => {
      await using deployment = await open(databases);
      const context = contextOf(deployment);
      const group = await InstanceGroup.getByUuid(context, MINE);
      group.projectId = 'theirs';
      await expect(group.save()).rejects.toBeInstanceOf(InvalidInputError);
      for (const projectId of ['theirs', null]) {
        const attempt = InstanceGroup.create(context, { projectId });
        await expect(attempt).rejects.toBeInstanceOf(InvalidInputError);
      }
    });
  });
});
