/** What MariaDB and MySQL are asked about their tables. */
export const CATALOGUE_QUERIES = [
  `SELECT table_name AS table_name, 'column', column_name AS column_name, column_type AS type,
     character_set_name AS characters, collation_name AS collation, is_nullable AS nullable,
     column_default AS value, extra AS extra
   FROM information_schema.columns WHERE table_schema = database()`,
  `SELECT table_name AS table_name, 'engine', engine AS engine, table_collation AS collation
   FROM information_schema.tables WHERE table_schema = database()`,
  `SELECT table_name AS table_name, if(min(non_unique) = 0, 'unique', 'index'), index_name AS index_name,
     group_concat(column_name ORDER BY seq_in_index) AS columns
   FROM information_schema.statistics WHERE table_schema = database() GROUP BY table_name, index_name`,
  `SELECT k.table_name AS table_name, 'references', k.constraint_name AS name, k.column_name AS column_name,
     k.referenced_table_name AS other, k.referenced_column_name AS other_column, r.delete_rule AS rule
   FROM information_schema.key_column_usage k
   JOIN information_schema.referential_constraints r
     ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name
   WHERE k.table_schema = database()`,
];
