import type { CellUnavailableError } from '@cellbridge/objects';

/** A cell that could not be reached. */
export interface UnavailableCell {
  readonly uuid: string;
  readonly name: string | null;
  /** Why, in a sentence. */
  readonly message: string;
}

/** The unavailable cells, for a document. */
export function unavailableCellsOf(errors: readonly CellUnavailableError[]): UnavailableCell[] {
  return errors.map(({ cellUuid, cellName, message }) => {
    return { uuid: cellUuid, name: cellName, message };
  });
}
