import { InstanceGroup } from '@cellbridge/objects';
import {
  createDeployment,
  dropConnection,
  forEachDialect,
  type Intercept,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  describeQuarantined,
  listQuarantined,
  recoverDeployment,
  resolveQuarantined,
  verifyDeployment,
} from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { insertsCellReceipts } from './support/inserts-cell-receipts.js';
import { move, openDeployment, runMove } from './support/move.js';

const GROUP = '0a000000-0000-4000-8000-000000000001';
const OTHER = '0a000000-0000-4000-8000-000000000002';
const RENAMED = 'ce110000-0000-4000-8000-0000000000ff';

forEachDialect('A cell that was mapped anew takes along', (harness) => {
  async function twoGroups() {
    const databases = await createDeployment(harness);
    const [group] = await databases.cell.addGroups([
      { uuid: GROUP, members: ['a', 'b'] },
      { uuid: OTHER, members: ['c', 'd'] },
    ]);
    return { databases, id: group?.id ?? 0 };
  }

  async function runOver(databases: TestDeployment, intercept: Intercept): Promise<void> {
    await using deployment = await openDeployment(databases, { database: { intercept } });
    await runMove(deployment);
  }

  async function mapAnew(databases: TestDeployment): Promise<void> {
    await databases.api.raw.query('UPDATE cell_mappings SET uuid = ?', RENAMED);
    await using deployment = await openDeployment(databases);
    expect(await recoverDeployment(deployment)).toMatchObject({ outcome: 'complete' });
  }

  async function expectClean(databases: TestDeployment): Promise<void> {
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    await using deployment = await openDeployment(databases);
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean', findings: [] });
  }

  test('what was destroyed in it', async () => {
    const { databases } = await twoGroups();
    {
      await using deployment = await openDeployment(databases);
      await (await InstanceGroup.getByUuid(deployment.adminContext(), GROUP)).destroy();
    }
    await move(databases);
    await mapAnew(databases);
    await expectClean(databases);
  });

  test('a row that a crash has left live, and its group was changed since', async () => {
    const { databases } = await twoGroups();
    await move(databases, { maxCount: 1, batchSize: 1 });
    await runOver(databases, dropConnection(insertsCellReceipts));
    {
      await using deployment = await openDeployment(databases);
      await InstanceGroup.removeMembers(deployment.adminContext(), OTHER, ['c']);
    }
    await mapAnew(databases);
    await expectClean(databases);
    expect(await databases.api.rows('cellbridge_quarantine')).toEqual([]);
  });

  test('the members that it adopted: one that was removed since stays removed', async () => {
    const { databases, id } = await twoGroups();
    await move(databases);
    await addMemberByHand(databases.cell, id, 'late');
    const isEnd = /update "instance_group_member" set "deleted_at"/;
    await runOver(
      databases,
      dropConnection(({ text }) => isEnd.test(text)),
    );
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    await InstanceGroup.removeMembers(context, GROUP, ['late']);
    const [adopted] = await databases.api.rows('cellbridge_adopted_members');
    expect(adopted).toMatchObject({ cell_uuid: databases.cell.uuid });
    await mapAnew(databases);
    await expectClean(databases);
    expect((await InstanceGroup.getByUuid(context, GROUP)).members).toEqual(['a', 'b']);
  });

  test('its quarantine, also where a run has met the group again meanwhile', async () => {
    const { databases } = await twoGroups();
    await databases.api.addGroups([{ uuid: GROUP, members: ['other'] }]);
    await move(databases);
    await databases.api.raw.query('UPDATE cell_mappings SET uuid = ?', RENAMED);
    await move(databases);
    await mapAnew(databases);
    await using deployment = await openDeployment(databases);
    expect(await listQuarantined(deployment)).toMatchObject([{ cellUuid: RENAMED }]);
    expect(await describeQuarantined(deployment, GROUP)).toHaveLength(1);
    await resolveQuarantined(deployment, GROUP, { keep: 'api', by: 'me' });
    await expectClean(databases);
  });
});
