import { InstanceGroup, InstanceGroupNotFoundError } from '@cellbridge/objects';
import { createDeployment, forEachDialect, holdStatement, useHarness } from '@cellbridge/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { move, openDeployment } from './support/move.js';

const UUID = '5e0f0000-0000-4000-8000-000000000001';
const UNKNOWN = '5e0f0000-0000-4000-8000-000000000002';
const RECHECK_AFTER = 30_000;

/** On SQLite the first look holds the lock that the migrator would need. */
describe('A cell that becomes complete between two looks', () => {
  const harness = useHarness('postgresql');
  afterEach(() => {
    vi.useRealTimers();
  });

  test('does not hide its group, though another read of the process has heard of it', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{ uuid: UUID, name: 'one' }]);
    const held = holdStatement(({ text }) => text === 'commit');
    await using deployment = await openDeployment(databases, {
      recheckAfter: RECHECK_AFTER,
      database: { intercept: held.intercept },
    });
    const context = deployment.adminContext();

    const adding = InstanceGroup.addMembers(context, UUID, ['new']);
    await held.reached;
    await move(databases);
    vi.advanceTimersByTime(RECHECK_AFTER);
    const other = InstanceGroup.getByUuid(context, UNKNOWN);
    await expect(other).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
    held.release();
    expect(await adding).toEqual(['new']);
  });
});

forEachDialect('A group that an old writer makes in a complete cell', (harness) => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is found by every read from the next re-check on', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const databases = await createDeployment(harness, { cells: 2 });
    await databases.cell.addGroups([{ name: 'moved' }]);
    await move(databases);
    await using deployment = await openDeployment(databases, { recheckAfter: RECHECK_AFTER });
    const context = deployment.adminContext();
    await databases.cell.addGroups([{ uuid: UUID, name: 'late' }]);
    for (const _ of [1, 2, 3]) {
      vi.advanceTimersByTime(RECHECK_AFTER);
      const unknown = InstanceGroup.getByUuid(context, UNKNOWN);
      await expect(unknown).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
      expect(await InstanceGroup.getByUuid(context, UUID)).toMatchObject({ name: 'late' });
    }
  });

  test('does not make reads depend on a complete cell that is gone', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const databases = await createDeployment(harness, { cells: 2 });
    await databases.cell.addGroups([{ uuid: UUID, name: 'moved' }]);
    await move(databases);
    await using deployment = await openDeployment(databases, { recheckAfter: RECHECK_AFTER });
    await databases.cell.raw.query('ALTER TABLE instance_groups RENAME TO archived_groups');
    vi.advanceTimersByTime(RECHECK_AFTER);
    const context = deployment.adminContext();
    const unknown = InstanceGroup.getByUuid(context, UNKNOWN);
    await expect(unknown).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
    expect(await InstanceGroup.getByUuid(context, UUID)).toMatchObject({ name: 'moved' });
  });
});
