import { countLiveGroups } from '@cellbridge/db-cell';
import { forEachDialect, holdStatement, type TestDeployment } from '@cellbridge/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  CellUnavailableError,
  type Deployment,
  InstanceGroup,
  InstanceGroupList,
  InstanceGroupNotFoundError,
} from '../src/index.js';
import { createMixed, markComplete, nameOf, open } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const LATER = '5e0f0000-0000-4000-8000-00000000000b';
const UNKNOWN = '5e0f0000-0000-4000-8000-00000000000c';
const RECHECK_AFTER = 30_000;

/** Both cells are complete. */
forEachDialect('The re-check of complete cells', (harness) => {
  let databases: TestDeployment;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    databases = await createMixed(harness);
    await markComplete(databases);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const get = (deployment: Deployment, uuid: string) =>
    InstanceGroup.getByUuid(deployment.adminContext(), uuid);
  const expectMiss = (deployment: Deployment, uuid: string) =>
    expect(get(deployment, uuid)).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
  const isFor = (cellIndex: number, { database }: { database: string }) =>
    nameOf(database) === nameOf(databases.cells[cellIndex]?.url ?? '');

  /** Opens a deployment whose statements to a cell can be held, or refused as if the cell were down. */
  const openWithFaults = async () => {
    const faults: { held?: ReturnType<typeof holdStatement>; down?: number } = {};
    const deployment = await open(databases, {
      recheckAfter: RECHECK_AFTER,
      database: {
        intercept: async (statement) => {
          if (faults.down !== undefined && isFor(faults.down, statement)) {
            throw new Error('The cell is down.');
          }
          await faults.held?.intercept(statement);
        },
      },
    });
    return { deployment, faults };
  };

  test('publishes no answer before it has one: meanwhile reads use the old one', async () => {
    const { deployment, faults } = await openWithFaults();
    await using _ = deployment;
    await databases.cells[1]?.addGroups([{ uuid: UUID, name: 'late' }]);
    vi.advanceTimersByTime(RECHECK_AFTER);
    expect(await get(deployment, UUID)).toMatchObject({ name: 'late' });

    vi.advanceTimersByTime(RECHECK_AFTER);
    faults.held = holdStatement((statement) => isFor(1, statement));
    const checking = get(deployment, UNKNOWN);
    await faults.held.reached;
    expect(await get(deployment, UUID)).toMatchObject({ name: 'late' });
    expect(await InstanceGroupList.getAll(deployment.adminContext())).toHaveLength(1);
    faults.held.release();
    await expect(checking).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
    expect(await get(deployment, UUID)).toMatchObject({ name: 'late' });
  });

  test('is made by one read at a time, and delays no other', async () => {
    const { deployment, faults } = await openWithFaults();
    await using _ = deployment;
    vi.advanceTimersByTime(RECHECK_AFTER);
    faults.held = holdStatement((statement) => isFor(0, statement));
    const checking = get(deployment, UNKNOWN);
    await faults.held.reached;
    await expectMiss(deployment, UNKNOWN);
    faults.held.release();
    await expect(checking).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
  });

  test('ignores the answer of a cell in which a live group was seen since it began', async () => {
    const { deployment, faults } = await openWithFaults();
    await using _ = deployment;
    await databases.cell.addGroups([{ uuid: UUID, name: 'late' }]);
    vi.advanceTimersByTime(RECHECK_AFTER);
    await get(deployment, UUID);
    await databases.cell.raw.query('UPDATE instance_groups SET deleted = id');

    vi.advanceTimersByTime(RECHECK_AFTER);
    faults.held = holdStatement((statement) => isFor(1, statement));
    const checking = get(deployment, UNKNOWN);
    await faults.held.reached;
    // Behind the question, on the same connection or on a new one: once this is answered, so is that.
    expect(await deployment.cells[0]?.ask(countLiveGroups)).toBe(0);
    await databases.cell.addGroups([{ uuid: LATER, name: 'later' }]);
    expect(await get(deployment, LATER)).toMatchObject({ name: 'later' });
    faults.held.release();
    await expect(checking).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
    expect(await get(deployment, LATER)).toMatchObject({ name: 'later' });
  });

  describe.each([0, 1])('with cell %i down', (down) => {
    test('does not take it as empty after a live group was seen there', async () => {
      const { deployment, faults } = await openWithFaults();
      await using _ = deployment;
      await databases.cells[down]?.addGroups([{ uuid: UUID, name: 'late' }]);
      vi.advanceTimersByTime(RECHECK_AFTER);
      expect(await get(deployment, UUID)).toMatchObject({ name: 'late' });

      faults.down = down;
      for (const _round of [1, 2]) {
        vi.advanceTimersByTime(RECHECK_AFTER);
        await expect(get(deployment, UUID)).rejects.toMatchObject({
          code: 'CELL_UNAVAILABLE',
          cellUuid: databases.cells[down]?.uuid,
        });
      }
      delete faults.down;
      expect(await get(deployment, UUID)).toMatchObject({ name: 'late' });
    });

    test('keeps its earlier answer that it is empty', async () => {
      const { deployment, faults } = await openWithFaults();
      await using _ = deployment;
      faults.down = down;
      for (const _round of [1, 2]) {
        vi.advanceTimersByTime(RECHECK_AFTER);
        await expectMiss(deployment, UNKNOWN);
      }
    });
  });
});

forEachDialect('A complete cell that does not answer when a service starts', (harness) => {
  test.each([0, 1])('is asked by every read: cell %i', async (down) => {
    const databases = await createMixed(harness);
    await markComplete(databases);
    let isDown = true;
    const cell = databases.cells[down];
    await using deployment = await open(databases, {
      database: {
        intercept: ({ database }) => {
          if (isDown && nameOf(database) === nameOf(cell?.url ?? '')) throw new Error('Down.');
        },
      },
    });
    const context = deployment.adminContext();
    const reads = [
      () => InstanceGroup.getByUuid(context, UNKNOWN),
      () => InstanceGroup.create(context, { uuid: UNKNOWN }),
      () => InstanceGroupList.getAll(context),
    ];
    for (const read of reads) await expect(read()).rejects.toBeInstanceOf(CellUnavailableError);
    isDown = false;
    await cell?.addGroups([{ uuid: UUID, name: 'late' }]);
    expect(await InstanceGroup.getByUuid(context, UUID)).toMatchObject({ name: 'late' });
  });
});
