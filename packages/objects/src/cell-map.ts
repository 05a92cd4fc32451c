import type { Cell } from './cell.js';

/**
 * The cells, and which of them a read need not ask. A map never changes: a new one replaces it as a whole, so
 * that each holder sees one state.
 */
export interface CellMap {
  /** Sorted by uuid, the order in which cells are locked (R4 in docs/correctness.md). */
  readonly cells: readonly Cell[];
  /** Those that are complete, and have reported no live row. */
  readonly empty: ReadonlySet<Cell>;
  /** The others. */
  readonly toAsk: readonly Cell[];
  /** Those to which groups may go back now, from the API database. */
  readonly reversing: ReadonlySet<Cell>;
}

export function cellMap(
  cells: readonly Cell[],
  emptyCells: Iterable<Cell> = [],
  reversing: ReadonlySet<Cell> = new Set(),
): CellMap {
  const empty = new Set(emptyCells);
  return { cells, empty, toAsk: cells.filter((cell) => !empty.has(cell)), reversing };
}

/** Returns the same map, with a cell that has to be asked again. */
export function without({ cells, empty, reversing }: CellMap, cell: Cell): CellMap {
  const others = [...empty].filter((other) => other !== cell);
  return cellMap(cells, others, reversing);
}
