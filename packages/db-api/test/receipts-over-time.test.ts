import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  countReceiptsOverTime,
  insertReceipt,
  openApiDatabase,
  recordDestroyed,
} from '../src/index.js';

const HOUR = 3_600;
const AT_THREE = Date.parse('2026-11-28T03:00:00Z') / 1_000;

forEachDialect('The receipts over time', (harness) => {
  test('are counted by cell, run and step, each step from its beginning to its end', async () => {
    await using database = await openApiDatabase((await createDeployment(harness)).api.url);
    const moves = [
      ['cell1', 'run1', '2026-11-28 03:00:00.000000'],
      ['cell1', 'run1', '2026-11-28 03:59:59.999999'],
      ['cell1', 'run1', '2026-11-28 04:00:00.000000'],
      ['cell1', 'run2', '2026-11-28 04:00:00.250000'],
      ['cell2', 'run1', '2026-11-28 03:30:00.000001'],
    ] as const;
    await database.transaction(async (transaction) => {
      for (const [index, [cellUuid, runId, movedAt]] of moves.entries()) {
        const groupUuid = `5e0f0000-0000-4000-8000-00000000000${index}`;
        const row = { cellGroupId: index + 1, lastMemberId: 0, digest: 'digest', changed: [] };
        const receipt = { ...row, groupUuid, cellUuid, runId, movedAt, destroyedAt: null };
        await insertReceipt(transaction, receipt);
      }
      // It was destroyed, and has not moved.
      await recordDestroyed(transaction, '5e0f0000-0000-4000-8000-0000000000ff', moves[0][2]);
    });
    expect(await countReceiptsOverTime(database, HOUR)).toEqual([
      {
        cellUuid: 'cell1',
        runId: 'run1',
        from: AT_THREE,
        groups: 2,
        firstAt: '2026-11-28 03:00:00.000000',
        lastAt: '2026-11-28 03:59:59.999999',
      },
      {
        cellUuid: 'cell2',
        runId: 'run1',
        from: AT_THREE,
        groups: 1,
        firstAt: '2026-11-28 03:30:00.000001',
        lastAt: '2026-11-28 03:30:00.000001',
      },
      {
        cellUuid: 'cell1',
        runId: 'run1',
        from: AT_THREE + HOUR,
        groups: 1,
        firstAt: '2026-11-28 04:00:00.000000',
        lastAt: '2026-11-28 04:00:00.000000',
      },
      {
        cellUuid: 'cell1',
        runId: 'run2',
        from: AT_THREE + HOUR,
        groups: 1,
        firstAt: '2026-11-28 04:00:00.250000',
        lastAt: '2026-11-28 04:00:00.250000',
      },
    ]);
    const whole = await countReceiptsOverTime(database, 24 * HOUR);
    expect(whole.map(({ cellUuid, runId, groups }) => [cellUuid, runId, groups])).toEqual([
      ['cell1', 'run1', 3],
      ['cell1', 'run2', 1],
      ['cell2', 'run1', 1],
    ]);
  });
});
