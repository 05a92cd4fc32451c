import { getTableName, type Table } from 'drizzle-orm';
import { getTableConfig, type MySqlTable } from 'drizzle-orm/mysql-core';
import { describe, expect, test } from 'vitest';
import { apiSchema, apiTables, cellSchema, cellTables } from '../src/index.js';

const CREATE = /^CREATE TABLE IF NOT EXISTS `(\w+)` \(\n(.*)\n\) (ENGINE=.*);$/s;
const ADD = /^ALTER TABLE `(\w+)` ADD COLUMN (.*);$/;
const OPTIONS = {
  nova: 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci',
  own: 'ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin',
};

/** Nova leaves the names of foreign keys to InnoDB; our primary keys have none. */
const UNNAMED = /CONSTRAINT `\w+` /;

/** Returns the lines of the tables that statements create: columns, then keys, sorted. */
function linesOf(statements: readonly string[]): Record<string, string[]> {
  const lines: Record<string, string[]> = {};
  for (const statement of statements) {
    const [, created, body = ''] = CREATE.exec(statement) ?? [];
    const [, altered, column = ''] = ADD.exec(statement) ?? [];
    if (created) lines[created] = body.split(',\n').map((line) => line.trim());
    if (altered) lines[altered]?.push(column);
  }
  return Object.fromEntries(Object.entries(lines).map(([table, found]) => [table, found.sort()]));
}

/** Returns the lines that a table of Drizzle's should have, sorted. */
function linesFor(table: MySqlTable): string[] {
  const { columns, indexes, uniqueConstraints, primaryKeys, foreignKeys } = getTableConfig(table);
  const list = (names: readonly { readonly name: string }[]) =>
    `(${names.map(({ name }) => `\`${name}\``).join(', ')})`;
  return [
    ...columns.map((column) => {
      const words = [`\`${column.name}\``, column.getSQLType()];
      if (column.notNull) words.push('NOT NULL');
      if (column.name === 'id' && column.getSQLType() === 'int') words.push('AUTO_INCREMENT');
      if (column.default !== undefined) words.push(`DEFAULT ${column.default}`);
      return words.join(' ');
    }),
    ...columns.filter(({ primary }) => primary).map((column) => `PRIMARY KEY ${list([column])}`),
    ...primaryKeys.map((key) => `PRIMARY KEY ${list(key.columns)}`),
    ...uniqueConstraints.map((key) => `UNIQUE KEY \`${key.name}\` ${list(key.columns)}`),
    ...indexes.map(({ config: { name, unique, columns: on } }) => {
      const kind = unique ? 'UNIQUE KEY' : 'KEY';
      return `${kind} \`${name}\` ${list(on as { name: string }[])}`;
    }),
    ...foreignKeys.map((key) => {
      const { columns: from, foreignTable, foreignColumns } = key.reference();
      return `FOREIGN KEY ${list(from)} REFERENCES \`${getTableName(foreignTable)}\` ${list(foreignColumns)}`;
    }),
  ].sort();
}

describe.each([
  [apiSchema, apiTables],
  [cellSchema, cellTables],
] as const)('The SQL migrations for MySQL: $name', ({ nova, migrations }, tablesOf) => {
  const statements = migrations.mysql.flatMap(({ text }) =>
    text.split('--> statement-breakpoint').map((statement) => statement.trim()),
  );

  test('make the tables that are described for Drizzle', () => {
    const tables: Record<string, Table> = tablesOf('mysql');
    const expected = Object.values(tables).map((table) => [
      getTableName(table),
      linesFor(table as unknown as MySqlTable),
    ]);
    expect(linesOf(statements)).toEqual(Object.fromEntries(expected));
  });

  test('can be run again: a table in one statement, or a column', () => {
    for (const statement of statements) {
      expect(CREATE.test(statement) || ADD.test(statement), statement).toBe(true);
      expect(statement).not.toMatch(UNNAMED);
    }
  });

  test("name the character set: Nova's, and all of Unicode for our own tables", () => {
    for (const statement of statements) {
      const [, table = '', , options] = CREATE.exec(statement) ?? [];
      if (options) expect(options).toBe(table in nova ? OPTIONS.nova : OPTIONS.own);
    }
  });

  test('have the tags of the other dialects', () => {
    const tags = Object.values(migrations).map((some) => some.map(({ tag }) => tag));
    expect(new Set(tags.map(String)).size).toBe(1);
  });
});
