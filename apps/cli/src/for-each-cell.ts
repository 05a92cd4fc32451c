import { CellbridgeError, type OpenOptions } from '@cellbridge/db-api';
import type { CellDatabase } from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import type { CellDbOptions } from './cell-overrides.js';
import type { Invocation } from './command.js';
import { withCells } from './deployment.js';
import { InterruptedError } from './interrupted-error.js';

/** What was done to one cell: lines for people, a document for programs. */
interface Done<T extends object> {
  readonly lines: readonly string[];
  readonly document: T;
}

/** What was done to one cell, or why it could not be done. */
export type CellResult<T extends object> = { readonly name: string; readonly uuid: string } & (
  | Done<T>
  | { readonly error: CellbridgeError }
);

/**
 * Opens the databases of the chosen cells one after the other. The next one follows after an error of a cell,
 * but not after a bug or an interruption by the user.
 */
export async function forEachCell<T extends object>(
  invocation: Invocation<CellDbOptions & { readonly cell: readonly string[] | undefined }>,
  options: OpenOptions,
  use: (database: CellDatabase, where: { deployment: Deployment; cell: Cell }) => Promise<Done<T>>,
): Promise<CellResult<T>[]> {
  const work = async (deployment: Deployment) => {
    const { cell: cellNames } = invocation.options;
    const cells = cellNames?.map((name) => deployment.cell(name)) ?? deployment.cells;
    const results: CellResult<T>[] = [];
    for (const cell of cells) {
      const result = await attempt(cell, (database) => use(database, { deployment, cell }));
      results.push({ name: cell.label, uuid: cell.uuid, ...result });
      if ('error' in result && InterruptedError.isInstance(result.error)) break;
    }
    return results;
  };
  return await withCells(invocation, work, { database: options });
}

async function attempt<T extends object>(
  cell: Cell,
  use: (database: CellDatabase) => Promise<Done<T>>,
): Promise<Done<T> | { error: CellbridgeError }> {
  try {
    return await cell.withDatabase(use);
  } catch (error) {
    if (!CellbridgeError.isInstance(error)) throw error;
    return { error };
  }
}
