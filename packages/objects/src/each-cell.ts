import pLimit from 'p-limit';
import type { Cell } from './cell.js';

/**
 * How many cells are asked at once. Each takes a connection of its own, and all may be on one server, which has
 * a limited number of connections for everybody.
 */
const CELLS_AT_ONCE = 8;

/** Asks each cell, a few at a time, and returns the answers in the order of the cells. */
export async function eachCell<T>(
  cells: readonly Cell[],
  ask: (cell: Cell) => Promise<T>,
): Promise<T[]> {
  return await pLimit(CELLS_AT_ONCE).map(cells, ask);
}
