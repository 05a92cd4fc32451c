import { type SQL, sql } from 'drizzle-orm';
import type { Inspection } from '../../inspection.js';

/** The catalogue of a file. A user who may write to the file may do everything in it. */
export const sqliteInspection: Inspection = {
  tables: (names) => sql`
    select name as table_name, name as full_name, 'main' as schema_name,
      iif(type = 'table', 'table', 'a view') as kind, '' as owner, 1 as is_owned, 1 as may_create,
      1 as may_select, 1 as may_insert, 1 as may_update, 1 as may_delete
    from sqlite_master where type in ('table', 'view') and name in ${listOf(names)}`,
  columns: (names) => sql`
    select t.name as table_name, c.name as column_name
    from sqlite_master t join pragma_table_info(t.name) c
    where t.type in ('table', 'view') and t.name in ${listOf(names)}`,
  indexes: (names) => sql`
    select tbl_name as table_name, name, name as full_name, 1 as is_valid
    from sqlite_master where type = 'index' and tbl_name in ${listOf(names)}`,
  place: sql`select '' as user_name, 'main' as schema_name, 1 as may_create, 1 as sees_all`,
  shared: undefined,
  // A column of any declared length takes every text.
  textColumns: () => sql`
    select '' as table_name, '' as column_name, null as max_length, '' as character_set where false`,
  columnsOf: (table) => sql`select name from pragma_table_info(${table})`,
  indexStatement({ name, column, where, inByteOrder }, table) {
    // Every index is in byte order.
    if (inByteOrder) return undefined;
    const rows = where ? ` where ${where.column} = ${where.value}` : '';
    return `create index ${name} on ${table} (${column})${rows}`;
  },
  indexRemedy: () => undefined,
  queueBriefly: undefined,
  tableOptions: '',
  // Nobody lacks a right.
  grants: { onTables: () => [], toCreate: () => '', toUse: () => '' },
};

function listOf(names: readonly string[]): SQL {
  return sql`(select value from json_each(${JSON.stringify(names)}))`;
}
