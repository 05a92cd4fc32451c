import type { RawDatabase, Value } from './raw-database.js';

/**
 * How a database would run a query if scanning a small table were not faster. Values that have no placeholder in
 * the query are left out: for SQLite the text holds the limit.
 */
export async function planOf(
  raw: RawDatabase,
  query: string,
  ...values: readonly Value[]
): Promise<string> {
  const given = values.slice(0, query.match(/\?|\$\d+/g)?.length ?? 0);
  const rows = await raw.explain(query, given);
  return rows.flatMap((row) => Object.values(row)).join('\n');
}
