import type { CellUnavailableError } from '@cellbridge/objects';

/** The cells that did not answer, as a document shows them. */
export function missedCells(errors: readonly CellUnavailableError[]) {
  return errors.map(({ cellUuid, cellName, message }) => {
    return { uuid: cellUuid, name: cellName, message };
  });
}
