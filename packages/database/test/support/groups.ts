import { openDatabase } from '@cellbridge/database';
import type { Harness } from '@cellbridge/testing';
import { GROUP_TABLES } from '../dialects/group-tables.js';

/** Opens two groups, the first with three members; their first columns are null. */
export async function openGroups(harness: Harness) {
  const raw = harness.open(await harness.createDatabaseUrl());
  await raw.query('CREATE TABLE groups (note text, id integer, name text)');
  await raw.query('CREATE TABLE members (note text, group_id integer, uuid text)');
  await raw.insert('groups', [
    { note: null, id: 1, name: 'one' },
    { note: null, id: 2, name: 'two' },
  ]);
  await raw.insert(
    'members',
    [`b"\\'`, 'a', '群'].map((uuid) => ({ note: null, group_id: 1, uuid })),
  );
  return { database: await openDatabase(raw.url), raw, ...GROUP_TABLES[harness.dialect] };
}
