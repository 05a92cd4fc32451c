import { forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Deployment, InstanceGroup, InstanceGroupNotFoundError } from '../src/index.js';
import { CELL_DIALECTS } from './dialects/cell-dialects.js';
import { createMixed, open, PLACES, place } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';

forEachDialect('A group', (harness) => {
  const [first, second] = CELL_DIALECTS[harness.dialect];
  const createdAt = harness.testDialect.storedTimestamp('2024-02-03 04:05:06.000007');
  const updatedAt = harness.testDialect.storedTimestamp('2024-02-03 04:05:07.700000');
  const asIso = (timestamp: string) => `${timestamp.replace(' ', 'T')}Z`;

  describe.each([
    ...PLACES.map((where) => [where, 1, second] as const),
    ['before the move', 0, first] as const,
  ])('%s, cell %i on %s', (where, cell) => {
    let databases: TestDeployment;
    const inCell = where === 'before the move';
    const withDeployment = async (use: (deployment: Deployment) => Promise<void>) => {
      await using deployment = await open(databases);
      await use(deployment);
    };
    /** Finds the group like another process, which has cached nothing. */
    const found = async (): Promise<InstanceGroup> => {
      await using deployment = await open(databases);
      return await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    };

    beforeEach(async () => {
      databases = await createMixed(harness);
      // So that no row is the first of its table: its number is not that of a boolean.
      await Promise.all(
        databases.cells.map((each) =>
          each.addGroups([{ deleted: true, policies: ['affinity'], members: ['m1'] }]),
        ),
      );
      await place(
        databases,
        where,
        {
          uuid: UUID,
          name: 'web',
          userId: 'alice',
          projectId: 'shop',
          policies: ['soft-affinity'],
          members: ['m2', 'm1', 'm2'],
          createdAt,
          updatedAt,
        },
        cell,
      );
    });

    afterEach(async () => {
      const contents = await Promise.all(databases.cells.map((each) => each.content()));
      for (const row of contents.flatMap((content) => Object.values(content).flat())) {
        // As Nova soft-deletes: a group is unique by its uuid and this.
        expect([0, row.id]).toContain(row.deleted);
        expect(row.deleted_at === null).toBe(row.deleted === 0);
      }
    });

    test('is found by its uuid in any case, its name, a member and a hint', () =>
      withDeployment(async (deployment) => {
        const context = deployment.context({ userId: 'alice', projectId: 'shop' });
        const groups = [
          await InstanceGroup.getByUuid(context, UUID.toUpperCase()),
          await InstanceGroup.getByName(context, 'web'),
          await InstanceGroup.getByInstanceUuid(context, 'm1'),
          await InstanceGroup.getByHint(context, UUID),
          await InstanceGroup.getByHint(context, 'web'),
        ];
        for (const group of groups) {
          expect(group.toJSON()).toEqual({
            uuid: UUID,
            name: 'web',
            projectId: 'shop',
            userId: 'alice',
            policy: 'soft-affinity',
            policies: ['soft-affinity'],
            rules: {},
            members: ['m1', 'm2'],
            createdAt: asIso(createdAt),
            updatedAt: asIso(updatedAt),
            location: inCell
              ? { database: 'cell', cellUuid: databases.cells[cell]?.uuid }
              : { database: 'api' },
          });
          expect(group.id).toBeGreaterThan(0);
        }
      }));

    test('takes members, each once, and returns all of them', () =>
      withDeployment(async (deployment) => {
        const context = deployment.adminContext();
        const members = await InstanceGroup.addMembers(context, UUID, ['m3', 'm1', 'm3']);
        expect(members.sort()).toEqual(['m1', 'm2', 'm3']);
        expect(await InstanceGroup.addMembers(context, UUID, [])).toHaveLength(3);
        expect((await found()).members.sort()).toEqual(['m1', 'm2', 'm3']);
      }));

    test('removes members, and skips missing ones', () =>
      withDeployment(async (deployment) => {
        await InstanceGroup.removeMembers(deployment.adminContext(), UUID, ['m2', 'unknown']);
        expect((await found()).members).toEqual(['m1']);
      }));

    test('loses deleted instances', () =>
      withDeployment(async (deployment) => {
        const context = deployment.adminContext();
        expect(await InstanceGroup.destroyMembersBulk(context, ['m1', 'unknown'])).toBe(1);
        expect((await found()).members).toEqual(['m2']);
        expect(await InstanceGroup.destroyMembersBulk(context, ['m1', 'unknown'])).toBe(0);
        expect(await InstanceGroup.destroyMembersBulk(context, ['m2', 'm2'])).toBe(1);
      }));

    test('is saved with members that others added and removed meanwhile', () =>
      withDeployment(async (deployment) => {
        const context = deployment.adminContext();
        const group = await InstanceGroup.getByUuid(context, UUID);
        const other = await InstanceGroup.getByUuid(context, UUID);
        await InstanceGroup.addMembers(context, UUID, ['m3', 'm4']);
        await InstanceGroup.removeMembers(context, UUID, ['m2']);

        group.members = ['m5', 'm2'];
        await group.save();
        expect(group.members.sort(), 'm1 was removed, m5 added').toEqual(['m3', 'm4', 'm5']);
        expect((await found()).members.sort()).toEqual(['m3', 'm4', 'm5']);

        other.members = ['m2', 'm1', 'm3'];
        await other.save();
        expect((await found()).members.sort(), 'm3 is there once').toEqual(['m3', 'm4', 'm5']);
      }));

    test('is not written if only the order of its members changes', () =>
      withDeployment(async (deployment) => {
        const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
        group.members = [...group.members].reverse();
        await group.save();
        expect((await found()).updatedAt).toBe(asIso(updatedAt));
      }));

    test('is saved: the changed fields, and exactly its policies', () =>
      withDeployment(async (deployment) => {
        const context = deployment.adminContext();
        const group = await InstanceGroup.getByUuid(context, UUID);
        const stale = await InstanceGroup.getByUuid(context, UUID);
        group.name = null;
        group.members = ['m4', 'm2'];
        group.policies = ['affinity'];
        await group.save();
        expect(group.members.sort()).toEqual(['m2', 'm4']);
        stale.userId = 'bob';
        await stale.save();
        expect(await found()).toMatchObject({ name: null, userId: 'bob', policy: 'affinity' });
        expect((await found()).members.sort()).toEqual(['m2', 'm4']);
        expect(group.updatedAt).not.toBe(asIso(updatedAt));
        expect(stale).toMatchObject({ name: null, policies: ['affinity'] });
      }));

    test('is not written without a change', () =>
      withDeployment(async (deployment) => {
        const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
        await group.save();
        expect((await found()).updatedAt).toBe(asIso(updatedAt));
      }));

    test('is read again by refresh', () =>
      withDeployment(async (deployment) => {
        const context = deployment.adminContext();
        const group = await InstanceGroup.getByUuid(context, UUID);
        group.name = 'not saved';
        await InstanceGroup.addMembers(context, UUID, ['m9']);
        await group.refresh();
        expect(group.name).toBe('web');
        expect(group.members).toContain('m9');
      }));

    test('is not found by any call once it is destroyed', () =>
      withDeployment(async (deployment) => {
        const context = deployment.adminContext();
        const group = await InstanceGroup.getByUuid(context, UUID);
        await group.destroy();
        const calls = [
          () => InstanceGroup.getByUuid(context, UUID),
          () => InstanceGroup.getByName(context, 'web'),
          () => InstanceGroup.getByInstanceUuid(context, 'm1'),
          () => InstanceGroup.addMembers(context, UUID, ['m5']),
          () => InstanceGroup.removeMembers(context, UUID, ['m1']),
          () => group.refresh(),
          () => group.destroy(),
          () => {
            group.name = 'other';
            return group.save();
          },
        ];
        for (const call of calls) {
          await expect(call()).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
        }
        await expect(found()).rejects.toThrow(`Instance group ${UUID} could not be found.`);
      }));

    test('can be created again once it is destroyed', () =>
      withDeployment(async (deployment) => {
        const context = deployment.adminContext();
        const group = await InstanceGroup.getByUuid(context, UUID);
        await group.destroy();
        await InstanceGroup.create(context, { uuid: UUID, name: 'again', members: ['m7'] });
        expect(await found()).toMatchObject({ name: 'again', policies: [], members: ['m7'] });
      }));
  });
});

forEachDialect('Saving a group in the API database', (harness) => {
  const rules = { max_server_per_host: 3 };
  const policies = ['soft-anti-affinity'];

  test.each([
    ['rules', [{ policies }, { rules }]],
    ['policies', [{ rules }, { policies }]],
  ])('writes the changed %s, and keeps the changes of others', async (_, changes) => {
    await using deployment = await open(await createMixed(harness));
    const context = deployment.adminContext();
    const { uuid } = await InstanceGroup.create(context, { policy: 'anti-affinity' });
    const groups = [
      await InstanceGroup.getByUuid(context, uuid),
      await InstanceGroup.getByUuid(context, uuid),
    ];
    for (const [index, change] of changes.entries()) {
      const group = groups[index] as InstanceGroup;
      Object.assign(group, change);
      await group.save();
    }
    const saved = await InstanceGroup.getByUuid(context, uuid);
    for (const change of changes) expect(saved).toMatchObject(change);
  });
});
