import type { ApiDatabase } from '@cellbridge/db-api';
import { Cell } from './cell.js';
import type { CellOptions, CellSettings } from './cell-options.js';
import { listCellOptions } from './list-cell-options.js';

/**
 * Returns the current cells, sorted by uuid.
 *
 * @param known the cells before; an unchanged one is returned as the same object.
 */
export type CellSource = (known: readonly Cell[]) => Promise<readonly Cell[]>;

/** Returns the cells named by an application: always the same. */
export function givenCells(given: readonly CellOptions[], settings: CellSettings): CellSource {
  const cells = makeCells(given, [], settings);
  return async () => cells;
}

/**
 * Returns the cells of `cell_mappings`, read at each call.
 *
 * @param novaConnection what fills the URL templates there.
 */
export function mappedCells(
  api: ApiDatabase,
  settings: CellSettings,
  novaConnection: string | undefined,
): CellSource {
  return async (known) => makeCells(await listCellOptions(api, novaConnection), known, settings);
}

function makeCells(
  described: readonly CellOptions[],
  known: readonly Cell[],
  settings: CellSettings,
): Cell[] {
  const byUuid = new Map(known.map((cell) => [cell.uuid, cell]));
  const cells = described.map((options) => {
    const cell = byUuid.get(options.uuid);
    return cell?.isAsDescribed(options) ? cell : new Cell(options, settings);
  });
  return cells.sort((left, right) => (left.uuid < right.uuid ? -1 : 1));
}
