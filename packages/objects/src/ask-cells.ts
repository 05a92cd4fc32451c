import type { CellDatabase } from '@cellbridge/db-cell';
import type { Cell } from './cell.js';
import type { Deployment } from './deployment.js';
import { eachCell } from './each-cell.js';
import { CellUnavailableError } from './errors/cell-unavailable-error.js';

/** The answers of the cells, in the order of the cells. */
export interface CellAnswers<T> {
  readonly answers: readonly { readonly cell: Cell; readonly value: T }[];
  readonly failures: readonly CellUnavailableError[];
}

/** Asks cells, a few at a time. A cell that cannot be reached is a failure, not an empty answer. */
export async function askCells<T>(
  cells: readonly Cell[],
  query: (database: CellDatabase, cell: Cell) => Promise<T>,
): Promise<CellAnswers<T>> {
  const answers: { cell: Cell; value: T }[] = [];
  const failures: CellUnavailableError[] = [];
  const outcomes = await eachCell(cells, async (cell) => {
    const [outcome] = await Promise.allSettled([cell.ask((database) => query(database, cell))]);
    return { cell, outcome };
  });
  for (const { cell, outcome } of outcomes) {
    if (outcome.status === 'fulfilled') answers.push({ cell, value: outcome.value });
    else if (CellUnavailableError.isInstance(outcome.reason)) failures.push(outcome.reason);
    else throw outcome.reason;
  }
  return { answers, failures };
}

/**
 * Returns the uuids of the cells that failed, if the deployment skips them.
 *
 * @throws CellUnavailableError of the first one, if it does not.
 */
export function failOrSkip(
  failures: readonly CellUnavailableError[],
  { onCellDown, onCellSkipped }: Pick<Deployment, 'onCellDown' | 'onCellSkipped'>,
): string[] {
  const [first] = failures;
  if (first && onCellDown === 'fail') throw first;
  for (const failure of failures) onCellSkipped(failure);
  return failures.map((failure) => failure.cellUuid);
}
