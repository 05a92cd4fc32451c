import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  type AdoptedRow,
  findKnownGroups,
  insertReceipt,
  openApiDatabase,
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
  test('keeps its first content, and says when its group was destroyed', async () => {
    await using database = await openApiDatabase((await createDeployment(harness)).api.url);
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

  test('is written for a destroyed group that never moved', async () => {
    await using database = await openApiDatabase((await createDeployment(harness)).api.url);
    await database.transaction((transaction) => recordDestroyed(transaction, UUID, AT));
    const known = (await findKnownGroups(database, [UUID])).get(UUID);
    expect(known).toMatchObject({
      exists: false,
      receipt: { cellUuid: '', destroyedAt: AT },
    });
  });

  test('is written for a group that is destroyed in its cell, only for the first of its uuid', async () => {
    await using database = await openApiDatabase((await createDeployment(harness)).api.url);
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
    // No run has moved it, so there is no cell receipt for it.
    expect(await summarizeReceiptsByRun(database, 'cell')).toEqual([]);
  });
});

forEachDialect('A member row that followed its group', (harness) => {
  test('is recorded once', async () => {
    const { api } = await createDeployment(harness);
    await using database = await openApiDatabase(api.url);
    const group = { cellUuid: 'cell', groupUuid: UUID };
    const record = (...rows: AdoptedRow[]) =>
      database.transaction(async (transaction) => [
        ...(await recordAdopted(transaction, group, rows, AT)),
      ]);
    const [first, second, third] = ['a', 'b', 'c'].map((content, at) => ({ id: at + 1, content }));
    if (!first || !second || !third) throw new Error('There are three.');
    expect(await record()).toEqual([]);
    expect((await record(first, second)).sort()).toEqual([1, 2]);
    expect(await record(second, third)).toEqual([3]);
    // Nova has archived the row, and another one has its id.
    const other = { ...second, content: 'other' };
    expect(await record(first, other)).toEqual([2]);
    expect(await record(other)).toEqual([]);
    // An earlier release recorded only the id.
    await api.raw.query('UPDATE cellbridge_adopted_members SET content = NULL');
    expect(await record(first, second, third)).toEqual([]);
  });
});
