import { setImmediate } from 'node:timers/promises';
import { createDeployment, onDialect, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { addMembers, openApiDatabase, removeInstances } from '../src/index.js';

describe('removeInstances on postgresql', () => {
  const harness = useHarness('postgresql');

  test('locks the groups in the order of their ids, not of the table', async () => {
    const { api } = await createDeployment(harness);
    const groups = await api.addGroups(Array.from({ length: 20 }, () => ({ members: ['a'] })));
    const [lowest = 0, ...others] = groups.map(({ id }) => id);
    // PostgreSQL puts the new version of a row behind all others.
    await api.raw.query(`UPDATE instance_groups SET name = 'moved' WHERE id = ?`, lowest);
    await api.raw.query('BEGIN');
    await api.raw.query('SELECT 1 FROM instance_groups WHERE id = ? FOR UPDATE', lowest);

    await using database = await openApiDatabase(api.url);
    const removing = database.transaction((transaction) =>
      removeInstances(transaction, ['a'], null),
    );
    const waiting = `SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0`;
    while ((await api.raw.query(waiting)).length === 0) await setImmediate();
    const free = await api.raw.query(
      'SELECT id FROM instance_groups WHERE id > ? ORDER BY id FOR UPDATE SKIP LOCKED',
      lowest,
    );
    expect(free.map(({ id }) => id)).toEqual(others);
    await api.raw.query('COMMIT');
    await removing;
    expect(await api.rows('instance_group_member')).toEqual([]);
  });
});

onDialect('mysql', 'addMembers', (harness) => {
  test('lets others add members to other groups while it waits for its own group', async () => {
    const { api } = await createDeployment(harness);
    const [group, other] = await api.addGroups([{}, {}]);
    const { raw } = api;
    await raw.beginWriting();
    await raw.query(`UPDATE instance_groups SET name = 'held' WHERE id = ?`, group?.id ?? 0);

    await using database = await openApiDatabase(api.url);
    const adding = database.transaction((transaction) =>
      addMembers(transaction, group?.id ?? 0, ['a', 'b'], '2026-11-29 15:00:00.000000'),
    );
    while (!(await raw.isBlocked())) await setImmediate();
    await raw.query(
      `INSERT INTO instance_group_member (group_id, instance_uuid) VALUES (?, 'c')`,
      other?.id ?? 0,
    );
    await raw.query('COMMIT');
    await adding;
    const members = await api.rows('instance_group_member');
    expect(members.map((row) => row.instance_uuid).sort()).toEqual(['a', 'b', 'c']);
  });
});
