import { sql } from 'drizzle-orm';
import type { Dialect } from '../dialect.js';
import type { Inspection } from './inspection.js';

const INSPECTIONS: Readonly<Record<Dialect['name'], Inspection>> = {
  sqlite: {
    columns: sql`
      select t.name as table_name, c.name as column_name
      from sqlite_master t join pragma_table_info(t.name) c where t.type = 'table'`,
    columnsOf: (table) => sql`select name from pragma_table_info(${table})`,
    indexes: sql`select name from sqlite_master where type = 'index'`,
    brokenIndexes: undefined,
    concurrently: '',
  },
  postgresql: {
    columns: sql`
      select table_name, column_name from information_schema.columns
      where table_schema = current_schema()`,
    columnsOf: (table) => sql`
      select attname as name from pg_attribute
      where attrelid = to_regclass(cast(${table} as text)) and attnum > 0 and not attisdropped`,
    indexes: sql`
      select c.relname as name from pg_index i
      join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = current_schema() and i.indisvalid`,
    brokenIndexes: sql`
      select c.relname as name from pg_index i
      join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = current_schema() and not i.indisvalid`,
    concurrently: 'concurrently',
  },
};

/** How the catalogue of a dialect is asked. */
export function inspectionOf(dialect: Dialect): Inspection {
  return INSPECTIONS[dialect.name];
}
