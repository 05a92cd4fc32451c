import { InstanceGroup } from '@cellbridge/objects';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { listQuarantined, migrationStatus, recoverDeployment } from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { afterStranded } from './support/after-stranded.js';
import { backUpApi } from './support/back-up.js';
import { move, openDeployment, runMove } from './support/move.js';

const UUID = '0a000000-0000-4000-8000-000000000001';

forEachDialect('An API database that has lost a group', (harness) => {
  test('does not take a group of its uuid from another cell for it', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const [first, second] = databases.cells;
    const restore = await backUpApi(databases.api.raw);
    await first?.addGroups([{ uuid: UUID, name: 'right', members: ['a'] }]);
    await move(databases);
    await restore();
    await second?.addGroups([{ uuid: UUID, name: 'wrong', members: ['b'] }]);
    expect(await move(databases, { cells: [second?.uuid ?? ''] })).toMatchObject({
      outcome: 'quarantined',
    });
    await using deployment = await openDeployment(databases);
    expect(await listQuarantined(deployment)).toMatchObject([
      { reason: 'different', details: expect.stringContaining('"cellbridge db recover"') },
    ]);
    expect(await recoverDeployment(deployment)).toMatchObject({ outcome: 'complete' });
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    expect(group).toMatchObject({ name: 'right', members: ['a'] });
    expect(await runMove(deployment)).toMatchObject({ outcome: 'quarantined' });
    expect(await migrationStatus(deployment)).toMatchObject({ ready: false });
  });

  test('does not get it back where another one of its uuid was destroyed since', async () => {
    const databases = await createDeployment(harness);
    // Once the cell is complete, no service asks it any more.
    await move(databases);
    const restore = await backUpApi(databases.api.raw);
    await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    await move(databases);
    await restore();
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    const group = await InstanceGroup.create(context, { uuid: UUID, projectId: 'p', userId: 'u' });
    await group.destroy();
    expect(await recoverDeployment(deployment)).toMatchObject({ cells: [{ groups: 0 }] });
    expect(await databases.api.groups()).toEqual([]);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
  });

  test('leaves what its cell holds of it, though it went back while that was adopted', async () => {
    const databases = await createDeployment(harness);
    const restore = await backUpApi(databases.api.raw);
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    await move(databases);
    await addMemberByHand(databases.cell, added?.id ?? 0, 'late');
    const isRestored = { at: '' };
    const intercept = afterStranded('member', async (text) => {
      isRestored.at = text;
      await restore();
    });
    {
      await using deployment = await openDeployment(databases, { database: { intercept } });
      const report = await runMove(deployment);
      expect(report).toMatchObject({ outcome: 'failed' });
      expect(String(report.migrations[0]?.error)).toMatch(
        /Cell cell1: The API database has lost the trace of 1 group moved /,
      );
    }
    expect(isRestored.at).toMatch(/^begin/);
    await using deployment = await openDeployment(databases);
    expect(await recoverDeployment(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    expect(group.members).toEqual(['a', 'late']);
  });
});
