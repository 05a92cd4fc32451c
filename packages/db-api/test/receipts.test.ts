import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  findKnownGroups,
  insertReceipt,
  openDatabase,
  type Receipt,
  recordAdopted,
  recordDestroyed,
  summarizeReceiptsByRun,
} from '../src/index.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const AT = '2024-01-02 03:04:05.000006';
const LATER = '2024-02-02 03:04:05.000006';
const RECEIPT: Receipt = {
  groupUuid: UUID,
  cellUuid: 'cell',
  cellGroupId: 7,
  lastMemberId: 20,
  digest: 'digest',
  runId: 'run',
  movedAt: AT,
  destroyedAt: null,
  changed: [],
};

forEachDialect('A receipt', (harness) => {
  test('stays as the first has left it, and says when its group was destroyed', async () => {
    await using database = await openDatabase((await createDeployment(harness)).api.url);
    const stored = async () => (await findKnownGroups(database, [UUID])).get(UUID)?.receipt;
    for (const [cellUuid, destroyedAt] of [
      ['cell', AT],
      ['another', LATER],
    ] as const) {
      await database.transaction((transaction) =>
        insertReceipt(transaction, { ...RECEIPT, cellUuid }),
      );
      expect(await stored()).toMatchObject({ cellUuid: 'cell', cellGroupId: 7, lastMemberId: 20 });
      await database.transaction((transaction) => recordDestroyed(transaction, UUID, destroyedAt));
      expect(await stored()).toEqual({ ...RECEIPT, destroyedAt });
    }
  });

  test('is left by a destroyed group that never moved', async () => {
    await using database = await openDatabase((await createDeployment(harness)).api.url);
    await database.transaction((transaction) => recordDestroyed(transaction, UUID, AT));
    const known = (await findKnownGroups(database, [UUID])).get(UUID);
    expect(known).toMatchObject({
      exists: false,
      receipt: { cellUuid: '', destroyedAt: AT },
    });
  });

  test('is left by a group that is destroyed in its cell, and by the first of its uuid', async () => {
    await using database = await openDatabase((await createDeployment(harness)).api.url);
    for (const [cellUuid, cellGroupId, at] of [
      ['cell', 7, AT],
      ['another', 8, LATER],
    ] as const) {
      await database.transaction((transaction) =>
        recordDestroyed(transaction, UUID, at, { cellUuid, cellGroupId }),
      );
      const receipt = { cellUuid: 'cell', cellGroupId: 7, digest: '', destroyedAt: at };
      const known = (await findKnownGroups(database, [UUID])).get(UUID);
      expect(known).toMatchObject({ exists: false, receipt });
    }
    // No run has moved it, so no cell receipt answers it.
    expect(await summarizeReceiptsByRun(database, 'cell')).toEqual([]);
  });
});

forEachDialect('A member row that followed its group', (harness) => {
  test('is recorded once', async () => {
    await using database = await openDatabase((await createDeployment(harness)).api.url);
    const record = (...ids: number[]) =>
      database.transaction(async (transaction) => [
        ...(await recordAdopted(transaction, { cellUuid: 'cell', groupUuid: UUID }, ids, AT)),
      ]);
    expect(await record()).toEqual([]);
    expect((await record(1, 2)).sort()).toEqual([1, 2]);
    expect(await record(2, 3)).toEqual([3]);
  });
});
