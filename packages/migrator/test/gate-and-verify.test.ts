import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { migrationStatus, verifyDeployment } from '../src/index.js';
import { archive } from './support/back-up.js';
import { move, openDeployment } from './support/move.js';

forEachDialect('The gate and the verification', (harness) => {
  test('agree where Nova has archived and purged policies and members, and groups not yet', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}, { members: ['a'] }, { policies: [], members: [] }]);
    await move(databases);
    const { raw } = databases.cell;
    await archive(raw);
    await raw.query('INSERT INTO instance_groups SELECT * FROM shadow_instance_groups');
    for (const table of ['groups', 'group_policy', 'group_member']) {
      await raw.query(`DELETE FROM shadow_instance_${table}`);
    }
    await using deployment = await openDeployment(databases);
    expect(await verifyDeployment(deployment)).toMatchObject({
      outcome: 'clean',
      totals: { unproved: 3 },
    });
    expect(await migrationStatus(deployment)).toMatchObject({
      ready: true,
      cells: [{ oneSided: [] }],
    });
  });

  test('agree where receipts alone are gone from a cell', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}, { policies: [], members: [] }]);
    await move(databases);
    const { raw } = databases.cell;
    await raw.query(`DELETE FROM instance_group_policy WHERE policy LIKE 'cellbridge:%'`);
    await using deployment = await openDeployment(databases);
    expect(await verifyDeployment(deployment)).toMatchObject({ counts: { unproven: 2 } });
    const { cells } = await migrationStatus(deployment);
    expect(cells.flatMap(({ oneSided }) => oneSided)).toHaveLength(2);
  });
});
