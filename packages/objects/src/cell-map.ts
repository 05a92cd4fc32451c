import type { Cell } from './cell.js';

/**
 * The cells, and which of them a read need not ask. A map never changes: a new one replaces it as a whole, so
 * that each holder sees one state.
 */
export interface CellMap {
  /** Sorted by uuid, the order in which cells are locked (R4). */
  readonly cells: readonly Cell[];
  /** Those that are complete, and have reported no live row. */
  readonly empty: ReadonlySet<Cell>;
  /** The others. */
  readonly toAsk: readonly Cell[];
}

export function cellMap(cells: readonly Cell[], empty: Iterable<Cell> = []): CellMap {
  const left = new Set(empty);
  return { cells, empty: left, toAsk: cells.filter((cell) => !left.has(cell)) };
}

/** Returns the same map, with a cell that has to be asked again. */
export function without({ cells, empty }: CellMap, cell: Cell): CellMap {
  return cellMap(
    cells,
    [...empty].filter((other) => other !== cell),
  );
}
