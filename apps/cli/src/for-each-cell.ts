import type { Database, OpenOptions } from '@cellbridge/db-api';
import { CellbridgeError, CellUnavailableError, Deployment } from '@cellbridge/objects';

/** What was done to one cell. */
export interface CellResult<T> {
  readonly name: string;
  readonly uuid: string;
  readonly text: string;
  readonly document: T;
}

/** The errors that say that a cell is not there, rather than that it is not as it should be. */
const AWAY = ['CONNECTION_FAILED', 'TIMEOUT', 'DATABASE_NOT_FOUND', 'AUTHENTICATION_FAILED'];

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
    try {
      const result = await use(await cell.database());
      results.push({ name, uuid: cell.uuid, ...result });
    } catch (error) {
      if (!CellbridgeError.isInstance(error) || !AWAY.includes(error.code)) throw error;
      throw new CellUnavailableError(cell, error);
    }
  }
  return results;
}
