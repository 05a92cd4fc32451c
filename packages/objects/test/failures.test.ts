import { findKnownGroups } from '@cellbridge/db-api';
import { countLiveGroups, findGroupsByUuid, lockGroup } from '@cellbridge/db-cell';
import { createDeployment, defer, forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CellUnavailableError,
  type Deployment,
  InstanceGroup,
  InstanceGroupList,
  InstanceGroupNotFoundError,
} from '../src/index.js';
import { createMixed, open } from './support/mixed.js';

const IN_API = '5e0f0000-0000-4000-8000-000000000001';
const IN_CELL = '5e0f0000-0000-4000-8000-000000000002';
const UNKNOWN = '5e0f0000-0000-4000-8000-000000000009';

/** The second cell is on PostgreSQL and has the group. */
forEachDialect('A cell that is up but does not answer', (harness) => {
  let databases: TestDeployment;
  beforeEach(async () => {
    databases = await createMixed(harness);
    await databases.api.addGroups([{ uuid: IN_API }]);
    await databases.cells[1]?.addGroups([{ uuid: IN_CELL, members: ['m1'] }]);
  });

  /** Expects that the cell is unavailable to all who need it, and skipped if that is allowed. */
  const expectUnavailable = async (deployment: Deployment, cellIndex: number, code: string) => {
    const cellUuid = databases.cells[cellIndex]?.uuid;
    const context = deployment.adminContext();
    const unavailable = { code: 'CELL_UNAVAILABLE', cellUuid, cause: { code } };
    if (deployment.onCellDown === 'fail') {
      const reads = [
        InstanceGroup.getByUuid(context, UNKNOWN),
        InstanceGroupList.getAll(context),
        InstanceGroupList.getAll(context, { limit: 1 }),
        InstanceGroupList.getCounts(context, 'project'),
      ];
      const outcomes = await Promise.allSettled(reads);
      for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: unavailable });
      return;
    }
    const lookup = InstanceGroup.getByUuid(context, UNKNOWN);
    await expect(lookup).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
    for (const page of [{}, { limit: 10 }]) {
      const groups = await InstanceGroupList.getAll(context, page);
      expect(groups.unavailableCells).toEqual([cellUuid]);
      expect(groups.map(({ uuid }) => uuid)).toContain(IN_API);
    }
    await InstanceGroupList.getCounts(context, 'project');
  };

  describe.each(['fail', 'skip'] as const)('(onCellDown: %s)', (onCellDown) => {
    test.each([0, 1])('is unavailable if it lacks a table: cell %i', async (cellIndex) => {
      await databases.cells[cellIndex]?.raw.query(
        'ALTER TABLE instance_groups RENAME TO archived_groups',
      );
      await using deployment = await open(databases, { onCellDown });
      await expectUnavailable(deployment, cellIndex, 'MISSING_TABLE');
    });

    test('is unavailable if all of its connections are in use', async () => {
      await using deployment = await open(databases, {
        onCellDown,
        cells: databases.cells.map(({ uuid, name, url }) => ({ uuid, name, url })),
        database: { poolSize: 1, connectTimeout: 1_000 },
      });
      const release = defer<void>();
      const taken = defer<void>();
      const using = deployment.cells[1]?.transaction(async (transaction) => {
        await lockGroup(transaction, IN_CELL, null);
        taken.resolve();
        await release.promise;
      });
      await taken.promise;
      const cell = deployment.cells[1];
      const outcome = await cell?.ask(countLiveGroups).catch((error: unknown) => error);
      expect(outcome).toMatchObject({ code: 'CELL_UNAVAILABLE', cause: { code: 'BUSY' } });
      const context = deployment.adminContext();
      const listing = InstanceGroupList.getAll(context);
      if (onCellDown === 'fail') await expect(listing).rejects.toBeInstanceOf(CellUnavailableError);
      else expect((await listing).unavailableCells).toEqual([cell?.uuid]);
      release.resolve();
      await using;
    });

    test('is unavailable if a statement exceeds the time limit of the server', async () => {
      const raw = databases.cells[1]?.raw;
      await raw?.query('BEGIN');
      await raw?.query('LOCK TABLE instance_groups IN ACCESS EXCLUSIVE MODE');
      await using deployment = await open(databases, {
        onCellDown,
        database: { readTimeout: 1_500 },
      });
      await expectUnavailable(deployment, 1, 'TIMEOUT');
      await raw?.query('ROLLBACK');
    });
  });

  test('delays the end of a deployment only as long as its reads', {
    timeout: 20_000,
  }, async () => {
    const raw = databases.cells[1]?.raw;
    const deployment = await open(databases, { cellTimeout: 1_000 });
    await deployment.cells[1]?.withDatabase(async () => {});
    await raw?.query('BEGIN');
    await raw?.query('LOCK TABLE instance_groups IN ACCESS EXCLUSIVE MODE');
    const listing = InstanceGroupList.getAll(deployment.adminContext());
    await expect(listing).rejects.toBeInstanceOf(CellUnavailableError);
    // The lock is still held; the statement was given up here and by the server.
    await deployment.close();
    await raw?.query('ROLLBACK');
  });

  test('is not reported as unavailable if a change exceeds the time limit of the server', async () => {
    const raw = databases.cells[1]?.raw;
    await raw?.query('BEGIN');
    await raw?.query('SELECT id FROM instance_groups FOR UPDATE');
    await using deployment = await open(databases, { database: { statementTimeout: 1_500 } });
    const adding = InstanceGroup.addMembers(deployment.adminContext(), IN_CELL, ['m2']);
    await expect(adding).rejects.toMatchObject({ code: 'TIMEOUT' });
    await raw?.query('ROLLBACK');
  });

  test('is not reported as unavailable if the caller is at fault', async () => {
    await using deployment = await open(databases);
    const cell = deployment.cells[1];
    const nested = cell?.transaction(async () => await cell.ask(countLiveGroups));
    await expect(nested).rejects.toMatchObject({ code: 'NESTED_TRANSACTION' });
    const nul = cell?.ask((database) => findGroupsByUuid(database, 'a\0b', null));
    await expect(nul).rejects.toMatchObject({ code: 'CONSTRAINT' });
    // Nor for an error of another database, or of none.
    const other = new Error('of the caller');
    await expect(cell?.ask(() => Promise.reject(other))).rejects.toBe(other);
    await databases.api.raw.query('ALTER TABLE cellbridge_receipts RENAME TO lost_receipts');
    const ofApi = cell?.ask(() => findKnownGroups(deployment.api, [UNKNOWN]));
    await expect(ofApi).rejects.toMatchObject({ code: 'MISSING_TABLE' });
  });
});

forEachDialect('examine', (harness) => {
  test('reads one state of a cell, without the time limit of reads', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}]);
    const cellTimeout = 1_000;
    await using deployment = await open(databases, { cellTimeout });
    const [cell] = deployment.cells;
    const counts = await cell?.snapshot(async (reader) => {
      const before = await countLiveGroups(reader);
      await databases.cell.addGroups([{}]);
      const started = performance.now();
      while (performance.now() - started <= cellTimeout) await countLiveGroups(reader);
      return [before, await countLiveGroups(reader)];
    });
    expect(counts).toEqual([1, 1]);
    await databases.cell.raw.query('ALTER TABLE instance_groups RENAME TO archived_groups');
    await expect(cell?.snapshot(countLiveGroups)).rejects.toMatchObject({
      code: 'CELL_UNAVAILABLE',
      cause: { code: 'MISSING_TABLE' },
    });
  });
});
