import type { CellOptions } from '@cellbridge/objects';
import type { ApiDatabase, CellDatabase, RawDatabase } from '@cellbridge/testing';
import { API_TABLES, CELL_TABLES, fillCells } from '../world.js';

/**
 * Empties the databases of a server, and fills them again. The first cell is mapped, as the last argument says.
 *
 * @returns as {@link fillCells}.
 */
export async function refill(
  api: ApiDatabase,
  first: CellDatabase,
  second: CellDatabase,
  { uuid, name, url }: CellOptions,
): Promise<number> {
  await empty(api.raw, [...API_TABLES, 'stored_mappings']);
  const mapping = { id: 1, uuid, name, database_connection: url, disabled: false };
  await api.raw.insert('stored_mappings', [mapping]);
  await empty(first.raw, CELL_TABLES);
  await empty(second.raw, CELL_TABLES);
  return await fillCells(first, second);
}

async function empty(raw: RawDatabase, tables: readonly string[]): Promise<void> {
  for (const table of tables.toReversed()) await raw.query(`DELETE FROM ${table}`);
}
