import { InstanceGroup, InstanceGroupNotFoundError } from '@cellbridge/objects';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { listQuarantined } from '../src/index.js';
import { openDeployment, runMove } from './support/move.js';

const UUID = '0a000000-0000-4000-8000-000000000001';

forEachDialect('A uuid that is live in two places', (harness) => {
  test('is destroyed in both of two cells', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    for (const cell of databases.cells) await cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    await (await InstanceGroup.getByUuid(context, UUID)).destroy();
    await expectGone(InstanceGroup.getByUuid(context, UUID));
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await databases.api.groups()).toEqual([]);
  });

  test('stays destroyed in the API database, though a cell has a row that never moved', async () => {
    const databases = await createDeployment(harness);
    await databases.api.addGroups([{ uuid: UUID, members: ['a'] }]);
    await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    await (await InstanceGroup.getByUuid(context, UUID)).destroy();
    await expectGone(InstanceGroup.getByUuid(context, UUID));
    expect(await runMove(deployment)).toMatchObject({ outcome: 'quarantined' });
    expect(await listQuarantined(deployment)).toMatchObject([
      { reason: 'destroyed', details: 'A group of this uuid was destroyed in the API database.' },
    ]);
    await expectGone(InstanceGroup.getByUuid(context, UUID));
  });
});

async function expectGone(found: Promise<InstanceGroup>): Promise<void> {
  await expect(found).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
}
