import type { Database, OpenOptions } from '@cellbridge/db-api';
import type { Cell, Deployment } from '@cellbridge/objects';
import type { Invocation } from './command.js';
import { withCells } from './deployment.js';
import { isForUser } from './exit-code.js';
import { InterruptedError } from './interrupted-error.js';

/** What was done to one cell: lines for people, a document for programs. */
interface Done<T extends object> {
  readonly lines: readonly string[];
  readonly document: T;
}

/** What was done to one cell, or why it could not be done. */
export type CellResult<T extends object> = { readonly name: string; readonly uuid: string } & (
  | Done<T>
  | { readonly error: Error & { code: string } }
);

/**
 * Opens the databases of the chosen cells one after the other. One that fails holds up no other one,
 * unless the command itself is broken; with one that the user interrupts it ends.
 */
export async function forEachCell<T extends object>(
  invocation: Invocation,
  options: OpenOptions,
  use: (database: Database, where: { deployment: Deployment; cell: Cell }) => Promise<Done<T>>,
): Promise<CellResult<T>[]> {
  const chosen = invocation.options.cell as string[] | undefined;
  const work = async (deployment: Deployment) => {
    const cells = chosen?.map((name) => deployment.cell(name)) ?? deployment.cells;
    const results: CellResult<T>[] = [];
    for (const cell of cells) {
      const result = await attempt(cell, (database) => use(database, { deployment, cell }));
      results.push({ name: cell.name ?? cell.uuid, uuid: cell.uuid, ...result });
      if ('error' in result && result.error instanceof InterruptedError) break;
    }
    return results;
  };
  return await withCells(invocation, work, { database: options });
}

async function attempt<T extends object>(
  cell: Cell,
  use: (database: Database) => Promise<Done<T>>,
): Promise<Done<T> | { error: Error & { code: string } }> {
  try {
    return await cell.withDatabase(use);
  } catch (error) {
    if (!isForUser(error)) throw error;
    return { error };
  }
}
