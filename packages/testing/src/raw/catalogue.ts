import type { RawDatabase, Row } from './raw-database.js';

/** What a database says of its tables, sorted: a line for each column, index and constraint. */
export async function catalogueOf(raw: RawDatabase): Promise<string[]> {
  const rows: Row[] = [];
  for (const query of raw.catalogueQueries) rows.push(...(await raw.query(query)));
  return rows.map((row) => Object.values(row).join(' ')).sort();
}
