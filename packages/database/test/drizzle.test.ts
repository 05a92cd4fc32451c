import { prepared, type Reader } from '@cellbridge/database';
import { forEachDialect } from '@cellbridge/testing';
import { asc, eq, sql } from 'drizzle-orm';
import { expect, expectTypeOf, test } from 'vitest';
import { openGroups } from './support/groups.js';

forEachDialect("Drizzle's verbs", (harness) => {
  test('select decodes columns and expressions, flat and nested', async () => {
    const { database, groups } = await openGroups(harness);
    await using _ = database;
    const rows = await database
      .select({
        id: groups.id,
        names: { shouted: groups.name, twice: sql<string>`name || name`.mapWith((v) => `${v}!`) },
      })
      .from(groups)
      .orderBy(asc(groups.id));
    expect(rows).toEqual([
      { id: 1, names: { shouted: 'ONE', twice: 'oneone!' } },
      { id: 2, names: { shouted: 'TWO', twice: 'twotwo!' } },
    ]);
  });

  test('a joined table is null only if it has no row', async () => {
    const { database, groups, members } = await openGroups(harness);
    await using _ = database;
    const rows = await database
      .select()
      .from(groups)
      .leftJoin(members, eq(members.groupId, groups.id))
      .orderBy(asc(groups.id), asc(members.uuid));
    expect(rows).toHaveLength(4);
    expect(rows[0]).toEqual({
      groups: { note: null, id: 1, name: 'ONE' },
      members: { note: null, groupId: 1, uuid: 'a' },
    });
    expect(rows[3]).toEqual({ groups: { note: null, id: 2, name: 'TWO' }, members: null });
  });

  test('a table with a row in each result row is never null', async () => {
    const { database, groups, members } = await openGroups(harness);
    await using _ = database;
    const rows = await database
      .select({ group: { note: groups.note }, member: { note: members.note } })
      .from(groups)
      .innerJoin(members, eq(members.groupId, groups.id))
      .limit(1);
    expect(rows).toEqual([{ group: { note: null }, member: { note: null } }]);
  });

  test('insert, update and delete', async () => {
    const { database, groups } = await openGroups(harness);
    await using _ = database;
    await database.transaction(async (transaction) => {
      await transaction.insert(groups).values({ id: 3, name: 'THREE' });
      await transaction.update(groups).set({ id: 4 }).where(eq(groups.name, 'three'));
      await transaction.delete(groups).where(eq(groups.id, 1));
    });
    expect(await database.select().from(groups).orderBy(groups.id)).toEqual([
      { note: null, id: 2, name: 'TWO' },
      { note: null, id: 4, name: 'THREE' },
    ]);
    expect(await database.selectDistinct({ note: groups.note }).from(groups)).toHaveLength(1);
  });

  test('limit and offset', async () => {
    const { database, members } = await openGroups(harness);
    await using _ = database;
    const uuids = database.select({ uuid: members.uuid }).from(members).orderBy(members.uuid);
    expect(await uuids.limit(1).offset(1)).toEqual([{ uuid: `b"\\'` }]);
    expect(await database.select({ uuid: members.uuid }).from(members).limit(0)).toEqual([]);
  });
});

forEachDialect('Lists as columns', (harness) => {
  test('are parsed and ordered, and empty without rows', async () => {
    const { database, groups } = await openGroups(harness);
    await using _ = database;
    const { dialect } = database;
    const from = sql`members m where m.group_id = ${groups.id}`;
    const query = database
      .select({
        id: groups.id,
        descending: dialect.jsonArray<string>(sql`m.uuid`, from, sql`m.uuid desc`),
        tuples: dialect.jsonArray<[string, number, null]>(
          [sql`m.uuid`, sql`m.group_id`, sql`m.note`],
          from,
          sql`m.uuid`,
        ),
        nulls: dialect.jsonArray<string | null>(sql`m.note`, from, sql`m.uuid`),
      })
      .from(groups)
      .orderBy(groups.id);
    const rows = await query;
    expectTypeOf(rows[0]?.descending).toEqualTypeOf<string[] | undefined>();
    expect(rows).toEqual([
      {
        id: 1,
        descending: ['群', `b"\\'`, 'a'],
        tuples: [
          ['a', 1, null],
          [`b"\\'`, 1, null],
          ['群', 1, null],
        ],
        nulls: [null, null, null],
      },
      { id: 2, descending: [], tuples: [], nulls: [] },
    ]);
  });
});

forEachDialect('prepared', (harness) => {
  test('runs over the database, transactions and snapshots, built once', async () => {
    const { database, groups } = await openGroups(harness);
    await using _ = database;
    let built = 0;
    const byName = prepared((reader) => {
      built += 1;
      return reader
        .select({ id: groups.id, name: groups.name })
        .from(groups)
        .where(eq(groups.name, sql.placeholder('name')))
        .limit(1);
    });
    expectTypeOf(byName).parameter(0).toEqualTypeOf<Reader>();
    expect(await byName(database, { name: 'one' })).toEqual([{ id: 1, name: 'ONE' }]);
    expect(await byName(database, { name: 'nobody' })).toEqual([]);
    await database.transaction(async (transaction) => {
      await transaction.update(groups).set({ id: 5 }).where(eq(groups.id, 1));
      expect(await byName(transaction, { name: 'one' })).toEqual([{ id: 5, name: 'ONE' }]);
    });
    expect(await database.snapshot((reader) => byName(reader, { name: 'two' }))).toEqual([
      { id: 2, name: 'TWO' },
    ]);
    expect(built).toBe(1);
  });

  test('takes lists of any length, and asks for each value', async () => {
    const { database, members } = await openGroups(harness);
    await using _ = database;
    const byUuids = prepared((reader) =>
      reader
        .select({ uuid: members.uuid })
        .from(members)
        .where(reader.dialect.anyOf(members.uuid, sql.placeholder('uuids'), 'text'))
        .orderBy(members.uuid),
    );
    expect(await byUuids(database, { uuids: ['群', 'a', 'missing'] })).toEqual([
      { uuid: 'a' },
      { uuid: '群' },
    ]);
    expect(await byUuids(database, { uuids: [] })).toEqual([]);
    await expect(byUuids(database, {})).rejects.toThrow(/uuids/);
  });

  test('cannot be used after the end of a transaction', async () => {
    const { database, groups } = await openGroups(harness);
    await using _ = database;
    const all = prepared((reader) => reader.select({ id: groups.id }).from(groups));
    const kept = await database.transaction(async (transaction) => transaction);
    await expect(all(kept, {})).rejects.toThrow(/has ended/);
  });
});
