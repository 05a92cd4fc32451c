import type { DialectName } from '@cellbridge/database';
import { int as mysqlInteger, mysqlTable, text as mysqlText } from 'drizzle-orm/mysql-core';
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

const mysql = {
  groups: mysqlTable('groups', {
    note: mysqlText('note'),
    id: mysqlInteger('id'),
    name: shout('name') as unknown as ReturnType<typeof mysqlText>,
  }),
  members: mysqlTable('members', {
    note: mysqlText('note'),
    groupId: mysqlInteger('group_id'),
    uuid: mysqlText('uuid'),
  }),
} as unknown as typeof postgresql;

/** `groups` and `members` for Drizzle, with the types of PostgreSQL's. */
export const GROUP_TABLES: Readonly<Record<DialectName, typeof postgresql>> = {
  sqlite,
  postgresql,
  mysql,
};
