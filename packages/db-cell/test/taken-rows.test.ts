import { createDeployment, forEachServer } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { openCellDatabase, takeGroups } from '../src/index.js';

const NOW = '2026-11-29 12:00:00.000000';

forEachServer('Groups that are most of a cell are taken', (harness) => {
  test('while somebody holds the rows of another one', async () => {
    const { cell } = await createDeployment(harness);
    const members = ['one', 'two', 'three'];
    const seeds = Array.from({ length: 400 }, () => ({ policies: ['affinity'], members }));
    const ids = (await cell.addGroups(seeds)).map(({ id }) => id);
    await cell.raw.analyze();
    const held = ids.splice(200, 1);
    await cell.raw.beginWriting();
    for (const table of ['instance_group_policy', 'instance_group_member']) {
      const text = `SELECT id FROM ${table} WHERE group_id = ? FOR UPDATE`;
      await cell.raw.query(text, ...held);
    }
    await using database = await openCellDatabase(cell.url, { lockTimeout: 1_000 });
    const taken = await database.transaction((transaction) => takeGroups(transaction, ids, NOW));
    expect(taken.policies).toHaveLength(399);
    expect(taken.members).toHaveLength(399 * 3);
    await cell.raw.query('ROLLBACK');
  });

  test('with more members than one statement takes', async () => {
    const { cell } = await createDeployment(harness);
    const members = Array.from({ length: 8_500 }, (_, index) => `instance-${index}`);
    const groups = await cell.addGroups([{ members }, { members }, { members: ['other'] }]);
    const ids = groups.slice(0, 2).map(({ id }) => id);
    await using database = await openCellDatabase(cell.url);
    const taken = await database.transaction((transaction) => takeGroups(transaction, ids, NOW));
    const live = await cell.raw.query(
      'SELECT instance_id FROM instance_group_member WHERE deleted = 0',
    );
    expect(taken.members.map(({ value }) => value)).toEqual([...members, ...members]);
    expect(live).toEqual([{ instance_id: 'other' }]);
  });
});
