/** The fields of PostgreSQL's report that name the existing key; node-postgres passes them on. */
interface Report {
  readonly code?: unknown;
  readonly schema?: unknown;
  readonly table?: unknown;
  readonly constraint?: unknown;
  /** `Key (id)=(401) already exists.`; the part in brackets is the same in every language. */
  readonly detail?: unknown;
}

/** The names that PostgreSQL itself, and tools that import tables, give to primary keys. */
const PRIMARY_KEY = /pkey|primary|pk$/i;

/** A number in a column `id`. */
const GENERATED_ID = /\(id\)=\(-?\d+\)/;

/**
 * Returns one sentence with the remedy if the database has refused an `id` that its own sequence generated;
 * else `undefined`.
 */
export function adviceForSequence(error: unknown): string | undefined {
  const { code, schema, table, constraint, detail } = (error ?? {}) as Report;
  const isOfId = PRIMARY_KEY.test(String(constraint)) && GENERATED_ID.test(String(detail));
  if (code !== '23505' || !isOfId || typeof table !== 'string') return undefined;
  const names = typeof schema === 'string' ? [schema, table] : [table];
  const name = names.map(quoted).join('.');
  return `The sequence of ${table}.id (by default ${table}_id_seq) is behind the ids in the table, as after an import; run "${followIdsStatement(name)}" in this database, then try again.`;
}

/**
 * Returns the statement that puts the sequence of a table's ids behind the highest one.
 *
 * @param name the table, as a statement has to write it.
 */
export function followIdsStatement(name: string): string {
  const sequence = `pg_get_serial_sequence('${name.replaceAll("'", "''")}', 'id')`;
  return `select setval(${sequence}, max(id)) from ${name};`;
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
