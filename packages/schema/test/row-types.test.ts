import { getTableColumns, getTableName, type Table } from 'drizzle-orm';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { postgresqlKit } from '../src/dialects/postgresql/kit.js';
import { typedSqliteKit } from '../src/dialects/sqlite/kit.js';
import { apiTables, cellTables } from '../src/index.js';

/** Every kind of column, nullable and not. */
const POSTGRESQL = postgresqlKit.table('everything', {
  id: postgresqlKit.id(),
  integer: postgresqlKit.integer('integer'),
  count: postgresqlKit.integer('count').notNull().default(0),
  string: postgresqlKit.string('string', 255),
  name: postgresqlKit.string('name', 36).notNull(),
  text: postgresqlKit.text('text'),
  body: postgresqlKit.text('body').notNull(),
  timestamp: postgresqlKit.timestamp('timestamp'),
  moment: postgresqlKit.timestamp('moment').notNull(),
  boolean: postgresqlKit.boolean('boolean'),
});
const SQLITE = typedSqliteKit.table('everything', {
  id: typedSqliteKit.id(),
  integer: typedSqliteKit.integer('integer'),
  count: typedSqliteKit.integer('count').notNull().default(0),
  string: typedSqliteKit.string('string', 255),
  name: typedSqliteKit.string('name', 36).notNull(),
  text: typedSqliteKit.text('text'),
  body: typedSqliteKit.text('body').notNull(),
  timestamp: typedSqliteKit.timestamp('timestamp'),
  moment: typedSqliteKit.timestamp('moment').notNull(),
  boolean: typedSqliteKit.boolean('boolean'),
});

describe('The row types of both dialects', () => {
  test('are the same for every kind of column', () => {
    expectTypeOf<typeof SQLITE.$inferSelect>().toEqualTypeOf<typeof POSTGRESQL.$inferSelect>();
    expectTypeOf<typeof SQLITE.$inferInsert>().toEqualTypeOf<typeof POSTGRESQL.$inferInsert>();
    type Row = typeof SQLITE.$inferSelect;
    expectTypeOf<Row['moment']>().toEqualTypeOf<string>();
    expectTypeOf<Row['boolean']>().toEqualTypeOf<boolean | null>();
  });

  test.each([
    ['API', apiTables('sqlite'), apiTables('postgresql')],
    ['cell', cellTables('sqlite'), cellTables('postgresql')],
  ])('of the %s database have the same columns', (_database, sqlite, postgresql) => {
    const describeTables = (tables: Record<string, Table>) =>
      Object.values(tables).map((table) => [
        getTableName(table),
        Object.entries(getTableColumns(table)).map(([property, column]) => [
          property,
          column.name,
          column.notNull,
          column.primary,
          column.hasDefault && column.default,
        ]),
      ]);
    expect(describeTables(sqlite)).toEqual(describeTables(postgresql));
  });
});
