/**
 * The undocumented parts of Drizzle that we use: its builders run over sessions of Cellbridge's own, which map
 * rows themselves. If one of these tests fails after an upgrade of Drizzle, look at `src/drizzle/map-rows.ts`
 * and the `drizzle-session.ts` of each dialect.
 */
import { eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { integer as sqliteInteger, sqliteTable, text as sqliteText } from 'drizzle-orm/sqlite-core';
import { describe, expect, test } from 'vitest';
import { postgresqlDrizzle } from '../src/dialects/postgresql/drizzle-session.js';
import { sqliteDrizzle } from '../src/dialects/sqlite/drizzle-session.js';
import type { Execute } from '../src/execute.js';

const POSTGRESQL = {
  drizzle: postgresqlDrizzle(),
  groups: pgTable('groups', { id: integer('id'), name: text('name') }),
  members: pgTable('members', { groupId: integer('group_id'), uuid: text('uuid') }),
};

const SQLITE = {
  drizzle: sqliteDrizzle(),
  groups: sqliteTable('groups', { id: sqliteInteger('id'), name: sqliteText('name') }),
  members: sqliteTable('members', { groupId: sqliteInteger('group_id'), uuid: sqliteText('uuid') }),
} as unknown as typeof POSTGRESQL;

test('an expression has a decoder, also under an alias', () => {
  const decoded = sql`1`.mapWith((value: number) => value + 1);
  const decoderOf = (query: SQL) => (query as unknown as { decoder: Decoder }).decoder;
  expect(decoderOf(decoded).mapFromDriverValue(1)).toBe(2);
  expect(decoderOf(decoded.as('two').sql).mapFromDriverValue(1)).toBe(2);
  expect(decoderOf(sql`1`).mapFromDriverValue(1)).toBe(1);
});

interface Decoder {
  mapFromDriverValue(value: unknown): unknown;
}

describe.each([
  ['SQLite', SQLITE, '?', '?', 'limit 1'],
  ['PostgreSQL', POSTGRESQL, '$1', '$2', 'limit $2'],
])('on %s', (_dialect, { drizzle, groups, members }, first, second, limit) => {
  /** Returns the builders, the statements that they send, and the rows that they get. */
  const over = (rows: unknown[]) => {
    const sent: [text: string, parameters: readonly unknown[], shape: string][] = [];
    const execute: Execute = async (...statement) => {
      sent.push(statement);
      return { rows, changed: rows.length };
    };
    return { builders: drizzle.builders(execute), sent };
  };

  test('a select asks for arrays, and makes objects of its columns', async () => {
    const { builders, sent } = over([[7, 'one']]);
    const query = builders.select().from(groups).where(eq(groups.id, 7)).limit(1);
    expect(await query).toEqual([{ id: 7, name: 'one' }]);
    const statement = `select "id", "name" from "groups" where "groups"."id" = ${first} ${limit}`;
    expect(sent).toEqual([[statement, limit === 'limit 1' ? [7] : [7, 1], 'arrays']]);
  });

  test('a joined table without a row is null as a whole', async () => {
    const { builders } = over([
      [1, 'one', null, null],
      [2, 'two', 2, 'a'],
    ]);
    const query = builders.select().from(groups).leftJoin(members, eq(members.groupId, groups.id));
    expect(await query).toEqual([
      { groups: { id: 1, name: 'one' }, members: null },
      { groups: { id: 2, name: 'two' }, members: { groupId: 2, uuid: 'a' } },
    ]);
  });

  test('a prepared query is compiled once, with placeholders for its values', async () => {
    const { builders, sent } = over([[7]]);
    const query = builders
      .select({ id: groups.id })
      .from(groups)
      .where(eq(groups.name, sql.placeholder('name')))
      .prepare('');
    expect(query).toHaveProperty('compile');
    expect(await query.execute({ name: 'one' })).toEqual([{ id: 7 }]);
    expect(sent[0]?.[1]).toEqual(['one']);
  });

  test('inserted values can be returned', async () => {
    const { builders, sent } = over([[7, 'one']]);
    const query = builders.insert(groups).values({ id: 7, name: 'one' }).returning();
    expect(await query).toEqual([{ id: 7, name: 'one' }]);
    const columns = Object.keys(getTableColumns(groups)).map((name) => `"${name}"`);
    expect(sent[0]?.[0]).toBe(
      `insert into "groups" (${columns.join(', ')}) values (${first}, ${second}) returning "id", "name"`,
    );
  });
});
