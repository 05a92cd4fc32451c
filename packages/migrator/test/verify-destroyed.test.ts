import { InstanceGroup } from '@cellbridge/objects';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { openDeployment } from './support/move.js';
import { detailsOf, expectFound, move, verified } from './support/verification.js';

const UUID = '0a000000-0000-4000-8000-000000000001';

forEachDialect('verifyDeployment of a group that was destroyed', (harness) => {
  const destroyed = async (isMoved: boolean) => {
    const databases = await createDeployment(harness, { cells: 2 });
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }, {}]);
    if (isMoved) await move(databases);
    await using deployment = await openDeployment(databases);
    await (await InstanceGroup.getByUuid(deployment.adminContext(), UUID)).destroy();
    return { databases, id: added?.id ?? 0 };
  };

  test('names a copy that is live in another cell', async () => {
    for (const isMoved of [true, false]) {
      const { databases } = await destroyed(isMoved);
      await databases.cells[1]?.addGroups([{ uuid: UUID, members: ['a'] }]);
      const { report } = await verified(databases);
      expectFound(report, 'duplicated', [UUID]);
      const end = isMoved ? 'It has moved, and was destroyed since; row' : 'It was destroyed; row';
      expect(detailsOf(report, 'duplicated').join()).toContain(end);
    }
  });

  test('does not say that it has moved where it has not', async () => {
    const { databases, id } = await destroyed(false);
    await addMemberByHand(databases.cell, id, 'late');
    const { report } = await verified(databases);
    expectFound(report, 'stranded', [UUID]);
    expect(detailsOf(report, 'stranded').join()).toContain('its group was destroyed.');
    await databases.cell.raw.query(
      'UPDATE instance_groups SET deleted = 0, deleted_at = NULL WHERE uuid = ?',
      UUID,
    );
    const { report: live } = await verified(databases);
    expect(detailsOf(live, 'leftover').join()).toContain('It was destroyed here, and row');
  });

  test('compares nothing where it is all that happened', async () => {
    const { databases } = await destroyed(false);
    const { report } = await verified(databases);
    expect(report).toMatchObject({ outcome: 'nothing', totals: { compared: 0, pending: 1 } });
  });

  test('takes it for no trace of a cell that is mapped under another uuid now', async () => {
    const { databases } = await destroyed(false);
    await databases.api.raw.query(
      'UPDATE cell_mappings SET uuid = ? WHERE uuid = ?',
      'ce110000-0000-4000-8000-0000000000ff',
      databases.cell.uuid,
    );
    expect((await verified(databases)).report).toMatchObject({ counts: { unmapped: 0 } });
  });
});
