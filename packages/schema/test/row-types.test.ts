import { getTableColumns, getTableName, type Table } from 'drizzle-orm';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { typedMysqlKit } from '../src/dialects/mysql/kit.js';
import { postgresqlKit } from '../src/dialects/postgresql/kit.js';
import { typedSqliteKit } from '../src/dialects/sqlite/kit.js';
import { apiTables, cellTables } from '../src/index.js';

/** Every kind of column, nullable and not. */
const POSTGRESQL = postgresqlKit.table('everything', {
  id: postgresqlKit.id(),
  integer: postgresqlKit.integer('integer'),
  double: postgresqlKit.double('double'),
  count: postgresqlKit.integer('count').notNull().default(0),
  string: postgresqlKit.string('string', 255),
  name: postgresqlKit.string('name', 36).notNull(),
  text: postgresqlKit.text('text'),
  body: postgresqlKit.text('body').notNull(),
  longText: postgresqlKit.longText('long_text'),
  indexedText: postgresqlKit.indexedText('indexed_text').notNull(),
  timestamp: postgresqlKit.timestamp('timestamp'),
  exactTimestamp: postgresqlKit.exactTimestamp('exact_timestamp'),
  moment: postgresqlKit.timestamp('moment').notNull(),
  boolean: postgresqlKit.boolean('boolean'),
});
const SQLITE = typedSqliteKit.table('everything', {
  id: typedSqliteKit.id(),
  integer: typedSqliteKit.integer('integer'),
  double: typedSqliteKit.double('double'),
  count: typedSqliteKit.integer('count').notNull().default(0),
  string: typedSqliteKit.string('string', 255),
  name: typedSqliteKit.string('name', 36).notNull(),
  text: typedSqliteKit.text('text'),
  body: typedSqliteKit.text('body').notNull(),
  longText: typedSqliteKit.longText('long_text'),
  indexedText: typedSqliteKit.indexedText('indexed_text').notNull(),
  timestamp: typedSqliteKit.timestamp('timestamp'),
  exactTimestamp: typedSqliteKit.exactTimestamp('exact_timestamp'),
  moment: typedSqliteKit.timestamp('moment').notNull(),
  boolean: typedSqliteKit.boolean('boolean'),
});
const MYSQL = typedMysqlKit.table('everything', {
  id: typedMysqlKit.id(),
  integer: typedMysqlKit.integer('integer'),
  double: typedMysqlKit.double('double'),
  count: typedMysqlKit.integer('count').notNull().default(0),
  string: typedMysqlKit.string('string', 255),
  name: typedMysqlKit.string('name', 36).notNull(),
  text: typedMysqlKit.text('text'),
  body: typedMysqlKit.text('body').notNull(),
  longText: typedMysqlKit.longText('long_text'),
  indexedText: typedMysqlKit.indexedText('indexed_text').notNull(),
  timestamp: typedMysqlKit.timestamp('timestamp'),
  exactTimestamp: typedMysqlKit.exactTimestamp('exact_timestamp'),
  moment: typedMysqlKit.timestamp('moment').notNull(),
  boolean: typedMysqlKit.boolean('boolean'),
});

describe('The row types of all dialects', () => {
  test('are the same for every kind of column', () => {
    expectTypeOf<typeof SQLITE.$inferSelect>().toEqualTypeOf<typeof POSTGRESQL.$inferSelect>();
    expectTypeOf<typeof SQLITE.$inferInsert>().toEqualTypeOf<typeof POSTGRESQL.$inferInsert>();
    expectTypeOf<typeof MYSQL.$inferSelect>().toEqualTypeOf<typeof POSTGRESQL.$inferSelect>();
    expectTypeOf<typeof MYSQL.$inferInsert>().toEqualTypeOf<typeof POSTGRESQL.$inferInsert>();
    type Row = typeof SQLITE.$inferSelect;
    expectTypeOf<Row['moment']>().toEqualTypeOf<string>();
    expectTypeOf<Row['boolean']>().toEqualTypeOf<boolean | null>();
  });

  test.each([
    ['API', apiTables],
    ['cell', cellTables],
  ])('of the %s database have the same columns', (_database, tablesOf) => {
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
    const postgresql = describeTables(tablesOf('postgresql'));
    expect(describeTables(tablesOf('sqlite'))).toEqual(postgresql);
    expect(describeTables(tablesOf('mysql'))).toEqual(postgresql);
  });
});
