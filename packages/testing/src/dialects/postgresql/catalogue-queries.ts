/** What PostgreSQL is asked about its tables. */
export const CATALOGUE_QUERIES = [
  `SELECT table_name, 'column', column_name, data_type, character_maximum_length, is_nullable, column_default
   FROM information_schema.columns WHERE table_schema = current_schema()`,
  `SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()`,
  `SELECT conrelid::regclass::text AS table_name, conname, pg_get_constraintdef(oid) AS definition
   FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'`,
];
