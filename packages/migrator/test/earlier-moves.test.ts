import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import {
  createDeployment,
  forEachDialect,
  holdStatement,
  type TestDeployment,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { proveEarlierMoves, recoverDeployment, verifyDeployment } from '../src/index.js';
import { backUpApi } from './support/back-up.js';
import { insertsCellReceipts } from './support/inserts-cell-receipts.js';
import { move, openDeployment, runMove } from './support/move.js';

const uuidOf = (index: number) => `0a000000-0000-4000-8000-00000000000${index}`;

forEachDialect('Groups that moved before cells kept receipts', (harness) => {
  test('get theirs, with digests that cover all, and nothing twice', async () => {
    const databases = await earlierRelease();
    await using deployment = await openDeployment(databases);
    const prove = () => proveEarlierMoves(deployment, deployment.cell(databases.cell.uuid));
    expect(await prove()).toEqual({ written: 3, unproved: [] });
    const receipts = await databases.cell.receipts();
    const inApi = await databases.api.rows('cellbridge_receipts');
    expect(receipts.map(({ policy }) => String(policy).split(':').at(-1)).sort()).toEqual(
      inApi.map(({ digest }) => digest).sort(),
    );
    for (const { digest } of inApi) expect(digest).not.toMatch(/^[0-9a-f]{64}$/);

    expect(await prove()).toEqual({ written: 0, unproved: [] });
    expect(await databases.cell.receipts()).toEqual(receipts);
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean', findings: [] });
  });

  test('can be brought back from then on', async () => {
    const databases = await earlierRelease();
    const restore = await backUpApi(databases.api.raw);
    await using deployment = await openDeployment(databases);
    await proveEarlierMoves(deployment, deployment.cell(databases.cell.uuid));
    const groups = await databases.api.groups();
    await databases.api.raw.query('DELETE FROM instance_group_member');
    await databases.api.raw.query('DELETE FROM instance_group_policy');
    await databases.api.raw.query('DELETE FROM instance_groups');
    await databases.api.raw.query('DELETE FROM cellbridge_receipts');
    expect(await runMove(deployment)).toMatchObject({ outcome: 'failed' });
    expect(await recoverDeployment(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await databases.api.groups()).toEqual(groups);
    await restore();
  });

  test('were changed where they are not as they moved: that was not recorded then', async () => {
    const databases = await earlierRelease();
    await databases.api.raw.query(
      `UPDATE instance_groups SET name = 'renamed' WHERE uuid = ?`,
      uuidOf(1),
    );
    await using deployment = await openDeployment(databases);
    const cell = deployment.cell(databases.cell.uuid);
    expect(await proveEarlierMoves(deployment, cell)).toMatchObject({ written: 3 });
    expect(await verifyDeployment(deployment)).toMatchObject({
      outcome: 'clean',
      totals: { compared: 3, changed: 1 },
    });
    await databases.api.raw.query(
      `UPDATE instance_groups SET name = 'damaged' WHERE uuid = ?`,
      uuidOf(2),
    );
    expect(await verifyDeployment(deployment)).toMatchObject({
      findings: [{ kind: 'different', groupUuid: uuidOf(2) }],
    });
  });

  test('get one receipt each, also where a migrator is about to write theirs', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{ uuid: uuidOf(1), members: ['a'] }]);
    // Between its commit in the API database and the one in the cell.
    const migrator = holdStatement(insertsCellReceipts);
    const database = { intercept: migrator.intercept };
    await using moving = await openDeployment(databases, { database });
    const moved = runMove(moving);
    await migrator.reached;
    // The sync has looked for receipts in the cell, or waits for the migrator.
    const sync = holdStatement(({ text }) => /id as group_id\s+from "instance_groups"/.test(text));
    await using syncing = await openDeployment(databases, {
      database: { intercept: sync.intercept },
    });
    const proved = proveEarlierMoves(syncing, syncing.cell(databases.cell.uuid));
    let hasLooked = false;
    void sync.reached.then(() => {
      hasLooked = true;
    });
    while (!hasLooked && !(await databases.cell.raw.isBlocked())) await setImmediate();
    migrator.release();
    expect(await moved).toMatchObject({ outcome: 'complete' });
    sync.release();
    expect(await proved).toEqual({ written: 0, unproved: [] });
    expect(await databases.cell.receipts()).toHaveLength(1);
  });

  describe('are named where the cell does not prove them', () => {
    test('because its rows are gone, or are others', async () => {
      const databases = await earlierRelease();
      const { raw } = databases.cell;
      const [gone, altered] = await raw.query('SELECT id FROM instance_groups ORDER BY id');
      for (const table of ['instance_group_policy', 'instance_group_member']) {
        await raw.query(`DELETE FROM ${table} WHERE group_id = ?`, Number(gone?.id));
      }
      await raw.query('DELETE FROM instance_groups WHERE id = ?', Number(gone?.id));
      await raw.query(`UPDATE instance_groups SET name = 'x' WHERE id = ?`, Number(altered?.id));
      await using deployment = await openDeployment(databases);
      const cell = deployment.cell(databases.cell.uuid);
      expect(await proveEarlierMoves(deployment, cell)).toEqual({
        written: 2,
        unproved: [
          {
            groupUuid: uuidOf(0),
            cellGroupId: gone?.id,
            reason: 'Its rows are no longer in the tables of the cell.',
          },
          {
            groupUuid: uuidOf(1),
            cellGroupId: altered?.id,
            reason: 'Its rows in the cell are not what moved.',
          },
        ],
      });
    });
  });

  /** Three groups that moved, as the release before left them: no cell receipts, digests of content alone. */
  async function earlierRelease(): Promise<TestDeployment> {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(
      [0, 1, 2].map((index) => {
        return {
          uuid: uuidOf(index),
          name: `group ${index}`,
          policies: ['p'],
          members: ['b', 'a'],
        };
      }),
    );
    await move(databases);
    const { raw } = databases.cell;
    await raw.query(`DELETE FROM instance_group_policy WHERE policy LIKE 'cellbridge:%'`);
    for (const group of await databases.api.groups()) {
      const { uuid, name, userId, projectId, policies, members } = group;
      const content = [uuid, name, userId, projectId, policies, members];
      const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
      const sql = 'UPDATE cellbridge_receipts SET digest = ? WHERE group_uuid = ?';
      await databases.api.raw.query(sql, digest, uuid);
    }
    return databases;
  }
});
