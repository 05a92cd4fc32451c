import { InstanceGroup } from '@cellbridge/objects';
import { forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { recoverDeployment, resolveQuarantined, verifyDeployment } from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { GROUP, twoGroups } from './support/lost-groups.js';
import { move, openDeployment } from './support/move.js';

/** Not when the cell's group was created. */
const ANOTHER_DAY = '2025-01-01 00:00:00.000001';

forEachDialect('The receipt of a lost group', (harness) => {
  async function recover(databases: TestDeployment): Promise<void> {
    await using deployment = await openDeployment(databases);
    expect(await recoverDeployment(deployment)).toMatchObject({ outcome: 'complete' });
  }

  /** After a recovery and a run the sides agree, and what the API database holds is no damage. */
  async function expectClean(databases: TestDeployment): Promise<void> {
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    await using deployment = await openDeployment(databases);
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean', findings: [] });
  }

  async function destroyedAt({ api }: TestDeployment): Promise<unknown> {
    const receipts = await api.rows('cellbridge_receipts');
    return receipts.find(({ group_uuid }) => group_uuid === GROUP)?.destroyed_at;
  }

  const membersOf = async (databases: TestDeployment) => {
    await using deployment = await openDeployment(databases);
    return (await InstanceGroup.getByUuid(deployment.adminContext(), GROUP)).members;
  };

  test('is not that of another one that was created with its uuid', async () => {
    const { databases, restore, id } = await twoGroups(harness);
    await move(databases);
    await restore();
    {
      await using deployment = await openDeployment(databases);
      const another = { uuid: GROUP, name: 'another', projectId: 'q', members: ['new'] };
      await InstanceGroup.create(deployment.adminContext(), another);
    }
    await recover(databases);
    expect(await destroyedAt(databases)).not.toBeNull();
    await addMemberByHand(databases.cell, id, 'of the lost one');
    await expectClean(databases);
    expect(await membersOf(databases)).toEqual(['new']);
  });

  describe('is that of the group which is there', () => {
    async function loseReceipts(databases: TestDeployment): Promise<void> {
      await databases.api.raw.query('DELETE FROM cellbridge_receipts');
      await recover(databases);
      expect(await destroyedAt(databases)).toBeNull();
    }

    test('though it was changed since', async () => {
      const { databases } = await twoGroups(harness);
      await move(databases);
      {
        await using deployment = await openDeployment(databases);
        const group = await InstanceGroup.getByUuid(deployment.adminContext(), GROUP);
        group.name = 'renamed';
        await group.save();
      }
      await loseReceipts(databases);
      await expectClean(databases);
    });

    test('though the cell had other time stamps', async () => {
      const { databases } = await twoGroups(harness);
      const absorbed = { uuid: GROUP, name: 'one', projectId: 'p', members: ['a', 'b'] };
      await databases.api.addGroups([{ ...absorbed, createdAt: ANOTHER_DAY }]);
      await move(databases);
      await loseReceipts(databases);
      await expectClean(databases);
    });
  });

  describe('has a digest of other time stamps and rules than come back', () => {
    test('from a group that was absorbed', async () => {
      const { databases, restore } = await twoGroups(harness);
      const absorbed = { uuid: GROUP, name: 'one', projectId: 'p', members: ['a', 'b'] };
      await databases.api.addGroups([{ ...absorbed, createdAt: ANOTHER_DAY }]);
      await move(databases);
      await restore();
      await recover(databases);
      await expectClean(databases);
    });

    test('from a group of which the side of the cell was kept', async () => {
      const { databases, restore } = await twoGroups(harness);
      const rules = '{"max_server_per_host": "3"}';
      await databases.api.addGroups([
        { uuid: GROUP, name: 'x', policies: ['p'], rules, members: ['other'] },
      ]);
      await move(databases);
      {
        await using deployment = await openDeployment(databases);
        await resolveQuarantined(deployment, GROUP, { keep: 'cell', by: 'me' });
      }
      await restore();
      await recover(databases);
      await expectClean(databases);
    });
  });
});
