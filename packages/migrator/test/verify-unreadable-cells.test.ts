import { lockLiveGroups } from '@cellbridge/db-cell';
import { createDeployment, defer, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { recoverDeployment, verifyDeployment } from '../src/index.js';
import { move, openDeployment } from './support/move.js';
import { moved, N, rename } from './support/verification.js';

const UNSYNCED = '00000000-0000-4000-8000-000000000001';

forEachDialect('A mapped cell that was never synced', (harness) => {
  const withUnsynced = async () => {
    const { databases, uuids } = await moved(harness, N);
    const url = await harness.createDatabaseUrl();
    await databases.api.addCellMappings([{ uuid: UNSYNCED, name: 'unsynced', url }]);
    return { databases, uuids };
  };

  test('is named as unavailable, and damage in the others is found', async () => {
    const { databases, uuids } = await withUnsynced();
    await rename(databases.api.raw, uuids);
    await using deployment = await openDeployment(databases, { database: { create: true } });
    const report = await verifyDeployment(deployment);
    expect(report).toMatchObject({
      outcome: 'findings',
      counts: { different: N },
      totals: { compared: 2 * N },
      unavailableCells: [{ cellUuid: UNSYNCED }],
    });
  });

  test('keeps a recovery from no other cell', async () => {
    const { databases } = await withUnsynced();
    await databases.api.raw.query('DELETE FROM cellbridge_receipts');
    await using deployment = await openDeployment(databases, { database: { create: true } });
    expect(await recoverDeployment(deployment)).toMatchObject({
      outcome: 'unavailable',
      cells: [{ receipts: N }, { receipts: N }],
      unavailableCells: [{ cellUuid: UNSYNCED }],
    });
  });
});

forEachDialect('A leftover row that somebody holds', (harness) => {
  test('makes its group undecided, and hides nothing else', async () => {
    const databases = await createDeployment(harness);
    const [held, damaged] = await databases.cell.addGroups([{}, {}, {}]);
    await move(databases);
    await rename(databases.api.raw, [damaged?.uuid ?? '']);
    await databases.cell.raw.query(
      'UPDATE instance_groups SET deleted = 0, deleted_at = NULL WHERE uuid = ?',
      held?.uuid ?? '',
    );
    await using holder = await openDeployment(databases);
    const isOver = defer<void>();
    const isHeld = defer<void>();
    const [cell] = holder.cells;
    const holding = cell?.transaction(async (transaction) => {
      await lockLiveGroups(transaction, { ids: [held?.id ?? 0] });
      isHeld.resolve();
      await isOver.promise;
    });
    await isHeld.promise;
    await using deployment = await openDeployment(databases, { database: { lockTimeout: 200 } });
    const report = await verifyDeployment(deployment).finally(isOver.resolve);
    await holding;
    expect(report).toMatchObject({
      outcome: 'findings',
      counts: { leftover: 0, different: 1 },
      totals: { compared: 3, undecided: 1 },
      undecidedGroups: [{ groupUuid: held?.uuid, cellUuid: databases.cell.uuid }],
    });
    expect(await verifyDeployment(deployment)).toMatchObject({ counts: { leftover: 1 } });
  });
});
