import type { CellStatus } from '@cellbridge/migrator';

/** Which cells somebody wants to see. */
export interface CellFilter {
  /** A part of their name or uuid; empty: any. */
  readonly text: string;
  /** Their state; empty: any. */
  readonly state: string;
}

/** The cells that a filter lets through. Letters count alike, large or small. */
export function filterCells(
  cells: readonly CellStatus[],
  { text, state }: CellFilter,
): CellStatus[] {
  const wanted = text.trim().toLowerCase();
  return cells.filter(
    (cell) =>
      (state === '' || cell.state === state) &&
      (wanted === '' ||
        cell.uuid.toLowerCase().includes(wanted) ||
        (cell.name ?? '').toLowerCase().includes(wanted)),
  );
}

/** How many cells are in each state, in the order of the cells. */
export function countByState(cells: readonly CellStatus[]): Map<CellStatus['state'], number> {
  const counts = new Map<CellStatus['state'], number>();
  for (const { state } of cells) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}
