import type { CellUnavailableError } from '@cellbridge/objects';

/** The unavailable cells, for a document. */
export function missedCells(errors: readonly CellUnavailableError[]) {
  return errors.map(({ cellUuid, cellName, message }) => {
    return { uuid: cellUuid, name: cellName, message };
  });
}
