import { forEachDialect, recordStatements, type TestDeployment } from '@cellbridge/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Deployment,
  InstanceGroup,
  InstanceGroupList,
  InstanceGroupNotFoundError,
} from '../src/index.js';
import { createMixed, markComplete, open, place } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const UNKNOWN = '5e0f0000-0000-4000-8000-00000000000b';

forEachDialect('The statements', (harness) => {
  let databases: TestDeployment;
  const recorder = recordStatements();
  beforeEach(async () => {
    databases = await createMixed(harness);
  });

  /** Counts the statements of a call, by database, once everything is open. */
  const count = async (deployment: Deployment, call: () => Promise<unknown>) => {
    await call();
    recorder.statements.length = 0;
    await call();
    const toApi = recorder.statements.filter(
      ({ database }) => database === deployment.api.description,
    );
    return { api: toApi.length, cells: recorder.statements.length - toApi.length };
  };
  const openRecorded = () => open(databases, { database: { intercept: recorder.intercept } });
  const miss = async (call: Promise<unknown>) => {
    await expect(call).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
  };

  describe('after the move', () => {
    beforeEach(async () => {
      await place(databases, 'after the move', { uuid: UUID, name: 'web', members: ['m1', 'm2'] });
      await markComplete(databases);
    });

    test('of a read are one, and none to a cell; also if nothing is found', async () => {
      await using deployment = await openRecorded();
      const context = deployment.context({ userId: 'user', projectId: 'project' });
      const reads = [
        () => InstanceGroup.getByUuid(context, UUID),
        () => InstanceGroup.getByName(context, 'web'),
        () => InstanceGroup.getByInstanceUuid(context, 'm1'),
        () => miss(InstanceGroup.getByUuid(context, UNKNOWN)),
        () => miss(InstanceGroup.getByName(context, 'unknown')),
        () => miss(InstanceGroup.getByInstanceUuid(context, 'unknown')),
        () => InstanceGroupList.getAll(context),
        () => InstanceGroupList.getByProjectId(context, 'project'),
        () => InstanceGroupList.getAll(context, { limit: 2 }),
      ];
      for (const read of reads) {
        expect(await count(deployment, read), read.toString()).toEqual({ api: 1, cells: 0 });
      }
    });

    test('of a change are one transaction, and none to a cell', async () => {
      await using deployment = await openRecorded();
      const context = deployment.adminContext();
      let turn = 0;
      const group = await InstanceGroup.getByUuid(context, UUID);
      const rename = () => {
        turn += 1;
        group.name = `name ${turn}`;
        return group.save();
      };
      const add = () => {
        turn += 1;
        return InstanceGroup.addMembers(context, UUID, ['m1', `new ${turn}`]);
      };
      const addKnown = () => InstanceGroup.addMembers(context, UUID, ['m1', 'm2']);
      const present = Array.from({ length: 9 }, (_, index) => `present-${index}`);
      await InstanceGroup.addMembers(context, UUID, present);
      const remove = () => InstanceGroup.removeMembers(context, UUID, [present.pop() ?? '']);
      const removeAbsent = () => InstanceGroup.removeMembers(context, UUID, ['absent']);
      const { take, insertReturningIds } = harness.testDialect.statementsOf;
      // Each: begin, lock, …, commit; a removal is also recorded in the receipt.
      expect(await count(deployment, add)).toEqual({ api: 6, cells: 0 });
      expect(await count(deployment, addKnown)).toEqual({ api: 5, cells: 0 });
      expect(await count(deployment, remove)).toEqual({ api: 4 + take, cells: 0 });
      expect(await count(deployment, removeAbsent)).toEqual({ api: 4, cells: 0 });
      expect(await count(deployment, rename)).toEqual({ api: 6, cells: 0 });
      const create = () => InstanceGroup.create(context, { policy: 'affinity', members: ['m1'] });
      expect(await count(deployment, create)).toEqual({ api: 4 + insertReturningIds, cells: 0 });
    });

    test('do not depend on the number of members and groups', async () => {
      const members = Array.from({ length: 3_000 }, (_, index) => `member-${index}`);
      await databases.api.addGroups([
        { uuid: UNKNOWN, members },
        ...members.slice(0, 500).map((name) => ({ name, policies: ['a', 'b'], members: ['m9'] })),
      ]);
      await using deployment = await openRecorded();
      const context = deployment.adminContext();
      const list = () => InstanceGroupList.getAll(context);
      let turn = 0;
      const add = () => {
        turn += 1;
        const added = Array.from({ length: 2_000 }, (_, index) => `new ${turn} ${index}`);
        return InstanceGroup.addMembers(context, UNKNOWN, [...members, ...added]);
      };
      expect(await count(deployment, list)).toEqual({ api: 1, cells: 0 });
      expect(await count(deployment, add)).toEqual({ api: 6, cells: 0 });
      expect(await list()).toHaveLength(502);
    });
  });

  describe('before the move', () => {
    beforeEach(async () => {
      await place(databases, 'before the move', { uuid: UUID, name: 'web', members: ['m1'] });
    });

    test('of a read are one per cell, between two looks into the API database', async () => {
      await using deployment = await openRecorded();
      const context = deployment.adminContext();
      const find = () => InstanceGroup.getByUuid(context, UUID);
      expect(await count(deployment, find)).toEqual({ api: 3, cells: 2 });
      const list = () => InstanceGroupList.getAll(context);
      expect(await count(deployment, list)).toEqual({ api: 2, cells: 2 });
    });
  });
});
