import { type DialectName, openDatabase } from '@cellbridge/database';
import type { Harness } from '@cellbridge/testing';
import { customType, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { integer as sqliteInteger, sqliteTable, text as sqliteText } from 'drizzle-orm/sqlite-core';

const shout = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => value.toLowerCase(),
  fromDriver: (value) => value.toUpperCase(),
});

const postgresql = {
  groups: pgTable('groups', { note: text('note'), id: integer('id'), name: shout('name') }),
  members: pgTable('members', {
    note: text('note'),
    groupId: integer('group_id'),
    uuid: text('uuid'),
  }),
};

const sqlite = {
  groups: sqliteTable('groups', {
    note: sqliteText('note'),
    id: sqliteInteger('id'),
    name: shout('name') as unknown as ReturnType<typeof sqliteText>,
  }),
  members: sqliteTable('members', {
    note: sqliteText('note'),
    groupId: sqliteInteger('group_id'),
    uuid: sqliteText('uuid'),
  }),
} as unknown as typeof postgresql;

const TABLES: Readonly<Record<DialectName, typeof postgresql>> = { sqlite, postgresql };

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
  return { database: await openDatabase(raw.url), raw, ...TABLES[harness.dialect] };
}
