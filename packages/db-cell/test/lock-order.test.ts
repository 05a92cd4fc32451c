import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  lockGroupsOfInstances,
  lockLiveGroups,
  lockLiveRows,
  openCellDatabase,
} from '../src/index.js';

/** Rows come back in the order in which they were locked. */
forEachDialect('Rows are locked in the order of their ids', (harness) => {
  test('and not in the order of the table', async () => {
    const { cell } = await createDeployment(harness);
    const added = await cell.addGroups(Array.from({ length: 6 }, () => ({ members: ['shared'] })));
    const ids = added.map(({ id }) => id);
    const memberIds = (await cell.rows('instance_group_member')).map(({ id }) => Number(id));
    // PostgreSQL puts the new version of a row behind all others.
    for (const [index, id] of ids.entries()) {
      if (index % 2 === 1) continue;
      await cell.raw.query(`UPDATE instance_groups SET name = 'moved' WHERE id = ?`, id);
      const group = 'UPDATE instance_group_member SET deleted = 0 WHERE group_id = ?';
      await cell.raw.query(group, id);
    }
    const range = { afterId: 0, upToId: Math.max(...ids), skipLocked: false };
    await using database = await openCellDatabase(cell.url);
    const locked = await database.transaction(async (transaction) => ({
      range: await lockLiveGroups(transaction, { ...range, limit: 100 }),
      first: await lockLiveGroups(transaction, { ...range, limit: 2 }),
      some: await lockLiveGroups(transaction, { ids: [...ids].reverse() }),
      ofInstances: await lockGroupsOfInstances(transaction, ['shared'], null),
      members: await lockLiveRows(transaction, 'member', [...memberIds].reverse()),
    }));
    const idsOf = (rows: readonly { id: number }[]) => rows.map(({ id }) => id);
    expect(idsOf(locked.range)).toEqual(ids);
    expect(idsOf(locked.first)).toEqual(ids.slice(0, 2));
    expect(idsOf(locked.some)).toEqual(ids);
    expect(idsOf(locked.ofInstances)).toEqual(ids);
    expect(idsOf(locked.members)).toEqual(memberIds);
  });
});
