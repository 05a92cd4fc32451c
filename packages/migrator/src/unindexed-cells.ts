import { cellSchemaVersion } from '@cellbridge/db-cell';
import { type Cell, eachCell } from '@cellbridge/objects';

/**
 * Finds the cells without the indexes that a sync builds: without them each look-up scans a whole table. A
 * cell that does not answer, or has no tables yet, is left out; a run names it.
 */
export async function findUnindexedCells(cells: readonly Cell[]): Promise<Cell[]> {
  const found = await eachCell(cells, async (cell) => {
    const version = await cell.ask(cellSchemaVersion).catch(() => undefined);
    const { pending = [], latest = '' } = version ?? {};
    return pending.length > 0 && !pending.includes(latest) ? [cell] : [];
  });
  return found.flat();
}
