import { InstanceGroup } from '@cellbridge/objects';
import { forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { type RecoverReport, recoverDeployment, verifyDeployment } from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { GROUP, OTHER, twoGroups } from './support/lost-groups.js';
import { move, openDeployment } from './support/move.js';

forEachDialect('A recovery beside services', (harness) => {
  async function movedGroups() {
    const groups = await twoGroups(harness);
    await move(groups.databases);
    return groups;
  }

  /** Recovers; `act` comes between its look at what is lost and what it writes. */
  async function recoverAround(
    databases: TestDeployment,
    act: () => Promise<unknown>,
  ): Promise<RecoverReport> {
    let acted = false;
    await using deployment = await openDeployment(databases, {
      database: {
        intercept: async ({ text }) => {
          if (acted || !text.includes('instance_id as value')) return;
          acted = true;
          await act();
        },
      },
    });
    const report = await recoverDeployment(deployment);
    expect(acted).toBe(true);
    return report;
  }

  test('gives a group that is created meanwhile the receipt, and counts what it wrote', async () => {
    const { databases, restore } = await movedGroups();
    await restore();
    await using service = await openDeployment(databases);
    const context = service.adminContext();
    const report = await recoverAround(databases, () =>
      InstanceGroup.create(context, { uuid: GROUP, name: 'another' }),
    );
    expect(report).toMatchObject({
      outcome: 'complete',
      cells: [{ groups: 1, receipts: 1, unrecoverable: [] }],
    });
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    expect((await InstanceGroup.getByUuid(context, GROUP)).name).toBe('another');
  });

  test('records that a group was destroyed meanwhile, and does not bring it back', async () => {
    const { databases, id } = await movedGroups();
    await databases.api.raw.query('DELETE FROM cellbridge_receipts');
    await using service = await openDeployment(databases);
    const context = service.adminContext();
    const group = await InstanceGroup.getByUuid(context, GROUP);
    expect(await recoverAround(databases, () => group.destroy())).toMatchObject({
      outcome: 'complete',
      cells: [{ groups: 0, receipts: 1 }],
    });
    expect((await databases.api.groups()).map(({ uuid }) => uuid)).toEqual([OTHER]);
    await InstanceGroup.create(context, { uuid: GROUP, members: ['new'] });
    await addMemberByHand(databases.cell, id, 'of the one before');
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    expect((await InstanceGroup.getByUuid(context, GROUP)).members).toEqual(['new']);
    expect(await verifyDeployment(service)).toMatchObject({ outcome: 'clean', findings: [] });
  });

  test('is complete where another recovery was faster', async () => {
    const { databases, restore } = await movedGroups();
    await restore();
    await using other = await openDeployment(databases);
    const report = await recoverAround(databases, () => recoverDeployment(other));
    expect(report).toMatchObject({
      outcome: 'complete',
      cells: [{ groups: 0, receipts: 0, notAsMoved: [], unrecoverable: [] }],
    });
  });
});
