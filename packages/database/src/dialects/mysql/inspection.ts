import { type SQL, sql } from 'drizzle-orm';
import type { Inspection } from '../../inspection.js';

/** A placeholder of its own branch. */
export const mysqlInspection: Inspection = {
  tables: (names) =>
    sql`select table_name as table_name, table_name as full_name from information_schema.tables where table_schema = database() and table_name in ${listOf(names)}`,
  columns: (names) =>
    sql`select table_name as table_name, column_name as column_name from information_schema.columns where table_schema = database() and table_name in ${listOf(names)}`,
  indexes: (names) =>
    sql`select distinct table_name as table_name, index_name as name, index_name as full_name, 1 as is_valid from information_schema.statistics where table_schema = database() and table_name in ${listOf(names)}`,
  place: sql`select current_user() as user_name, database() as schema_name, 1 as may_create`,
  shared: undefined,
  columnsOf: (table) =>
    sql`select column_name as name from information_schema.columns where table_schema = database() and table_name = ${table}`,
  byteCollation: undefined,
  concurrently: '',
};

function listOf(names: readonly string[]): SQL {
  return sql`(${sql.join(
    names.map((name) => sql`${name}`),
    sql`, `,
  )})`;
}
