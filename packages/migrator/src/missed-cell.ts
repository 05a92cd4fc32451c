import {
  type Cell,
  CellbridgeError,
  CellUnavailableError,
  type Deployment,
} from '@cellbridge/objects';

/**
 * What kept a cell from answering, as the error of a cell that is unavailable: a table that is missing or
 * must not be read, a lock that is not available. So the other cells are still read.
 *
 * @throws the error itself, where it is not of the cell's own database.
 */
export function missedCell({ api }: Deployment, cell: Cell, error: unknown): CellUnavailableError {
  if (CellUnavailableError.isInstance(error)) return error;
  if (!CellbridgeError.isInstance(error)) throw error;
  const isOfCell = error.database !== undefined && error.database !== api.description;
  if (!isOfCell) throw error;
  return new CellUnavailableError(cell, error);
}
