import { createDeployment, forEachDialect, recordStatements } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { hasLiveRows, MOVED_PREFIX, openCellDatabase } from '../src/index.js';

forEachDialect('A cell', (harness) => {
  const createCell = async () => (await createDeployment(harness)).cell;
  type Cell = Awaited<ReturnType<typeof createCell>>;

  const isAsked = async ({ url }: Cell) => {
    const { intercept, statements } = recordStatements();
    await using database = await openCellDatabase(url, { intercept });
    statements.length = 0;
    const answer = await hasLiveRows(database);
    expect(statements).toHaveLength(1);
    return answer;
  };
  /** Writes the proof that a group has moved, soft-deleted from the start. */
  const addReceipt = async ({ raw }: Cell, groupId: number, deleted = groupId) => {
    await raw.insert('instance_group_policy', [
      { id: 1_000 + groupId, deleted, group_id: groupId, policy: `${MOVED_PREFIX}cell:run:digest` },
    ]);
  };
  /** Makes a policy or member row of a soft-deleted group live, like an old writer. */
  const strand = async ({ raw }: Cell, table: string, groupId: number) => {
    await raw.query(`UPDATE ${table} SET deleted = 0 WHERE group_id = ? AND id < 1000`, groupId);
  };

  test('without rows, or with only soft-deleted ones, has no live row', async () => {
    const cell = await createCell();
    expect(await isAsked(cell)).toBe(false);
    const [moved] = await cell.addGroups([{ members: ['a'], deleted: true }]);
    await addReceipt(cell, moved?.id ?? 0);
    expect(await isAsked(cell)).toBe(false);
  });

  test('has one if a group is live, whatever its id', async () => {
    const cell = await createCell();
    await cell.addGroups([{}, { deleted: true }]);
    expect(await isAsked(cell)).toBe(true);
  });

  test.each(['instance_group_policy', 'instance_group_member'])(
    'has one if a row of %s is live under a group that has moved, but not under another',
    async (table) => {
      const cell = await createCell();
      const [orphaned, moved] = await cell.addGroups([
        { members: ['a'], deleted: true },
        { members: ['a'], deleted: true },
      ]);
      await addReceipt(cell, moved?.id ?? 0);
      await strand(cell, table, orphaned?.id ?? 0);
      expect(await isAsked(cell)).toBe(false);
      await strand(cell, table, moved?.id ?? 0);
      expect(await isAsked(cell)).toBe(true);
    },
  );

  test('does not take a live policy as a receipt', async () => {
    const cell = await createCell();
    const [orphaned] = await cell.addGroups([{ members: ['a'], deleted: true }]);
    await addReceipt(cell, orphaned?.id ?? 0, 0);
    await strand(cell, 'instance_group_member', orphaned?.id ?? 0);
    expect(await isAsked(cell)).toBe(false);
  });
});
