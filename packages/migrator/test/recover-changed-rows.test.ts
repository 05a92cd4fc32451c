import { InstanceGroup } from '@cellbridge/objects';
import {
  dropConnection,
  forEachDialect,
  type Intercept,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  migrationStatus,
  type RecoverReport,
  recoverDeployment,
  resolveQuarantined,
  verifyDeployment,
} from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { insertsCellReceipts } from './support/inserts-cell-receipts.js';
import { GROUP, twoGroups } from './support/lost-groups.js';
import { move, openDeployment, runMove } from './support/move.js';

forEachDialect('A group whose rows in the cell are not all as they moved', (harness) => {
  async function runOver(databases: TestDeployment, intercept: Intercept): Promise<void> {
    await using deployment = await openDeployment(databases, { database: { intercept } });
    await runMove(deployment);
  }

  /** A run that dies after its commit in the API database, and before the one in the cell. */
  const crashedRun = (databases: TestDeployment) =>
    runOver(databases, dropConnection(insertsCellReceipts));

  /** @returns what a recovery says, and the group as it brings it back. */
  async function recovered(databases: TestDeployment) {
    await using deployment = await openDeployment(databases);
    const report = await recoverDeployment(deployment);
    expect(await recoverDeployment(deployment)).toMatchObject({ cells: [{ groups: 0 }] });
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean', findings: [] });
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), GROUP);
    return { report, group };
  }

  function expectNamed(report: RecoverReport, details: string): void {
    expect(report).toMatchObject({
      outcome: 'complete',
      cells: [
        {
          groups: 2,
          notAsMoved: [{ groupUuid: GROUP, details: expect.stringContaining(details) }],
          unrecoverable: [],
        },
      ],
    });
  }

  test('comes back without an instance that was deleted before the clean-up', async () => {
    const { databases, restore } = await twoGroups(harness);
    await crashedRun(databases);
    {
      await using deployment = await openDeployment(databases);
      await InstanceGroup.destroyMembersBulk(deployment.adminContext(), ['b']);
    }
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    await restore();
    const { report, group } = await recovered(databases);
    expectNamed(report, 'members');
    expect(group.members).toEqual(['a']);
  });

  test('comes back with a member that came before the clean-up', async () => {
    const { databases, restore, id } = await twoGroups(harness);
    await crashedRun(databases);
    await addMemberByHand(databases.cell, id, 'late');
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    await restore();
    const { report, group } = await recovered(databases);
    expectNamed(report, 'members');
    expect(group.members).toEqual(['a', 'b', 'late']);
  });

  test('comes back where the API database went back during the clean-up', async () => {
    const { databases, restore, id } = await twoGroups(harness);
    await crashedRun(databases);
    await addMemberByHand(databases.cell, id, 'late');
    let restored = false;
    // The clean-up has looked into the API database, and ends the rows in the cell next.
    await runOver(databases, async ({ text }) => {
      if (restored || !text.startsWith('update "instance_group_policy" set "deleted_at"')) return;
      restored = true;
      await restore();
    });
    expect(restored).toBe(true);
    await move(databases);
    const { group } = await recovered(databases);
    expect(group.members).toEqual(['a', 'b', 'late']);
  });

  test('comes back as the cell had it where somebody merged it', async () => {
    const { databases, restore } = await twoGroups(harness);
    await databases.api.addGroups([{ uuid: GROUP, name: 'another', members: ['other'] }]);
    await move(databases);
    {
      await using deployment = await openDeployment(databases);
      await resolveQuarantined(deployment, GROUP, { keep: 'merge', by: 'me' });
    }
    await restore();
    const { report, group } = await recovered(databases);
    expectNamed(report, 'members');
    expect([group.name, ...group.members]).toEqual(['one', 'a', 'b']);
  });
});
