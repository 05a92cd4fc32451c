import { type Deployment, InstanceGroup } from '@cellbridge/objects';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { backUpCell } from './support/back-up.js';
import { move, openDeployment } from './support/move.js';

const UUID = '0b000000-0000-4000-8000-000000000001';

forEachDialect('A cell that is restored to before a late member followed its group', (harness) => {
  const restoredAfter = async (then: (deployment: Deployment) => Promise<unknown>) => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['kept'] }]);
    await move(databases);
    await addMemberByHand(databases.cell, added?.id ?? 0, 'late');
    const restore = await backUpCell(databases.cell.raw);
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    await using deployment = await openDeployment(databases);
    await then(deployment);
    await restore();
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    expect(await databases.cell.liveGroups()).toEqual([]);
    return (await InstanceGroup.getByUuid(deployment.adminContext(), UUID)).members;
  };

  test('does not bring it back where it was removed since', async () => {
    const members = await restoredAfter((deployment) =>
      InstanceGroup.removeMembers(deployment.adminContext(), UUID, ['late']),
    );
    expect(members).toEqual(['kept']);
  });

  test('does not bring it back where its instance was deleted since', async () => {
    const members = await restoredAfter((deployment) =>
      InstanceGroup.destroyMembersBulk(deployment.adminContext(), ['late']),
    );
    expect(members).toEqual(['kept']);
  });

  test('does not add it twice where it is still there', async () => {
    expect(await restoredAfter(async () => undefined)).toEqual(['kept', 'late']);
  });
});
