import type { Database } from '@cellbridge/db-api';
import type { Cell } from './cell.js';
import { CellUnavailableError } from './errors/cell-unavailable-error.js';

/** What the cells answered, in the order of the cells. */
export interface CellAnswers<T> {
  readonly answers: readonly { readonly cell: Cell; readonly value: T }[];
  readonly failures: readonly CellUnavailableError[];
}

/** Asks cells at the same time; one that cannot be reached is a failure, not an empty answer. */
export async function askCells<T>(
  cells: readonly Cell[],
  query: (database: Database, cell: Cell) => Promise<T>,
): Promise<CellAnswers<T>> {
  const outcomes = await Promise.all(
    cells.map(async (cell) => {
      try {
        return { cell, value: await cell.read((database) => query(database, cell)) };
      } catch (error) {
        if (error instanceof CellUnavailableError) return error;
        throw error;
      }
    }),
  );
  return {
    answers: outcomes.filter((outcome) => !(outcome instanceof CellUnavailableError)),
    failures: outcomes.filter((outcome) => outcome instanceof CellUnavailableError),
  };
}

/** The uuids of the cells that failed, where the deployment allows it; else the first failure. */
export function unavailable(
  failures: readonly CellUnavailableError[],
  onCellDown: 'fail' | 'skip',
): string[] {
  const [first] = failures;
  if (first && onCellDown === 'fail') throw first;
  return failures.map((failure) => failure.cellUuid);
}
