import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { openApiDatabase, recordMigrator, removeLostMigrators } from '../src/index.js';

const CELL = 'ce110000-0000-4000-8000-000000000001';
const SILENCE = { seconds: 30 };
const REPORT = {
  state: 'moving',
  reason: null,
  batchGroups: 1,
  batchRows: 1,
  recentRate: null,
  lastBatchGroups: null,
  lastBatchAt: null,
  obeyedAt: null,
} as const;

forEachDialect('A run that gave no sign of life', (harness) => {
  test('is lost for the others, and not for itself', async () => {
    const { api } = await createDeployment(harness);
    await using database = await openApiDatabase(api.url);
    const [own, other] = [
      '11111111-0000-4000-8000-000000000001',
      '11111111-0000-4000-8000-000000000002',
    ];
    const who = { id: own, runId: own, cellUuid: CELL, host: 'controller1', pid: 7 };
    await database.transaction((transaction) => recordMigrator(transaction, who, REPORT));
    await api.raw.query("UPDATE cellbridge_migrators SET heartbeat_at = '2024-02-29 00:00:01'");
    const removedBy = (runId: string) =>
      database.transaction((transaction) =>
        removeLostMigrators(transaction, { cellUuid: CELL, runId }, SILENCE),
      );
    expect(await removedBy(own)).toEqual([]);
    expect(await removedBy(other)).toMatchObject([{ runId: own, host: 'controller1' }]);
    expect(await removedBy(other)).toEqual([]);
  });
});
