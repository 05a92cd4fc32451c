import type { RawDatabase, Value } from './raw-database.js';

/**
 * How a database would run a query, were reading a whole small table not quicker. Values that the query has
 * no placeholder for are left out: for SQLite a limit is in the text.
 */
export async function planOf(
  raw: RawDatabase,
  query: string,
  ...values: readonly Value[]
): Promise<string> {
  const isSqlite = raw.dialect === 'sqlite';
  const given = values.slice(0, query.match(/\?|\$\d+/g)?.length ?? 0);
  if (!isSqlite) await raw.query('SET enable_seqscan = off');
  // SQLite explains by the schema that the connection last saw.
  await raw.query(query, ...given);
  const rows = await raw.query(`${isSqlite ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN'} ${query}`, ...given);
  return rows.flatMap((row) => Object.values(row)).join('\n');
}
