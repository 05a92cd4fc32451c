import type { Database, OpenOptions } from '@cellbridge/db-api';
import { Deployment } from '@cellbridge/objects';

/** What was done to one cell. */
export interface CellResult<T> {
  readonly name: string;
  readonly uuid: string;
  readonly text: string;
  readonly document: T;
}

/**
 * Opens the databases of the chosen cells one after the other.
 *
 * @throws CellUnavailableError naming the cell that cannot be opened.
 */
export async function forEachCell<T>(
  apiUrl: string,
  chosen: unknown,
  options: OpenOptions,
  use: (database: Database) => Promise<{ text: string; document: T }>,
): Promise<CellResult<T>[]> {
  await using deployment = await Deployment.open({ api: apiUrl, database: options });
  const cells = typeof chosen === 'string' ? [deployment.cell(chosen)] : deployment.cells;
  const results: CellResult<T>[] = [];
  for (const cell of cells) {
    const name = cell.name ?? cell.uuid;
    const result = await use(await cell.database());
    results.push({ name, uuid: cell.uuid, ...result });
  }
  return results;
}
