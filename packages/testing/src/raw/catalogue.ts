import type { RawDatabase, Row } from './raw-database.js';

/** What a database says of its tables, sorted: a line for each column, index and constraint. */
export async function catalogueOf(raw: RawDatabase): Promise<string[]> {
  const queries = raw.dialect === 'sqlite' ? SQLITE : POSTGRESQL;
  const rows: Row[] = [];
  for (const query of queries) rows.push(...(await raw.query(query)));
  return rows.map((row) => Object.values(row).join(' ')).sort();
}

/** The name of a UNIQUE constraint is in the text of its table only. */
const SQLITE = [
  `SELECT t.name AS table_name, 'column', c.name AS column_name, upper(c.type), c."notnull", c.dflt_value, c.pk
   FROM sqlite_master t JOIN pragma_table_info(t.name) c
   WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'`,
  `SELECT t.name AS table_name, iif(i.origin = 'c', i.name, 'constraint') AS index_name, i."unique",
     (SELECT group_concat(c.name) FROM pragma_index_info(i.name) c) AS columns
   FROM sqlite_master t JOIN pragma_index_list(t.name) i WHERE t.type = 'table'`,
  `SELECT t.name AS table_name, 'references', f."from", f."table", f."to"
   FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'`,
];

const POSTGRESQL = [
  `SELECT table_name, 'column', column_name, data_type, character_maximum_length, is_nullable, column_default
   FROM information_schema.columns WHERE table_schema = current_schema()`,
  `SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()`,
  `SELECT conrelid::regclass::text AS table_name, conname, pg_get_constraintdef(oid) AS definition
   FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'`,
];
