import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  findKnownGroups,
  insertReceipt,
  openDatabase,
  type Receipt,
  raiseLastMember,
} from '../src/index.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const RECEIPT: Receipt = {
  groupUuid: UUID,
  cellUuid: 'cell',
  cellGroupId: 7,
  lastMemberId: 20,
  digest: 'digest',
  runId: 'run',
  movedAt: '2024-01-02 03:04:05.000006',
};

forEachDialect('A receipt', (harness) => {
  test('stays as the first has left it, but for its last member, which only rises', async () => {
    const { api } = await createDeployment(harness);
    await using database = await openDatabase(api.url);
    const stored = async () => (await findKnownGroups(database, [UUID])).get(UUID);
    const insert = (receipt: Receipt) =>
      database.transaction((transaction) => insertReceipt(transaction, receipt));
    const raise = (id: number) =>
      database.transaction((transaction) => raiseLastMember(transaction, UUID, id));
    await insert(RECEIPT);
    await insert({ ...RECEIPT, cellUuid: 'another', cellGroupId: 8, digest: 'another' });
    expect(await stored()).toEqual({ uuid: UUID, exists: false, receipt: RECEIPT });
    await raise(30);
    await raise(25);
    expect((await stored())?.receipt).toEqual({ ...RECEIPT, lastMemberId: 30 });
  });
});
