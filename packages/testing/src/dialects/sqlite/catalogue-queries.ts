/** What SQLite is asked about its tables. Only the text of a table holds the name of a UNIQUE constraint. */
export const CATALOGUE_QUERIES = [
  `SELECT t.name AS table_name, 'column', c.name AS column_name, upper(c.type), c."notnull", c.dflt_value, c.pk
   FROM sqlite_master t JOIN pragma_table_info(t.name) c
   WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'`,
  `SELECT t.name AS table_name, iif(i.origin = 'c', i.name, 'constraint') AS index_name, i."unique",
     (SELECT group_concat(c.name) FROM pragma_index_info(i.name) c) AS columns
   FROM sqlite_master t JOIN pragma_index_list(t.name) i WHERE t.type = 'table'`,
  `SELECT t.name AS table_name, 'references', f."from", f."table", f."to"
   FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'`,
];
