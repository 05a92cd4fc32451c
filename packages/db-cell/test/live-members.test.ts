import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { countLiveRows, openCellDatabase } from '../src/index.js';

forEachDialect('Live members', (harness) => {
  test('are counted whether or not their group is live, and no others', async () => {
    const { cell } = await createDeployment(harness);
    await using database = await openCellDatabase(cell.url);
    expect(await countLiveRows(database, 'member')).toBe(0);
    const [gone] = await cell.addGroups([
      { members: ['a', 'b'], deleted: true },
      { members: ['a', null] },
    ]);
    expect(await countLiveRows(database, 'member')).toBe(2);
    await cell.raw.query(
      `UPDATE instance_group_member SET deleted = 0 WHERE group_id = ? AND instance_id = 'b'`,
      gone?.id ?? 0,
    );
    expect(await countLiveRows(database, 'member')).toBe(3);
  });
});
