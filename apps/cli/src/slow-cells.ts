import { cellSchemaVersion } from '@cellbridge/db-cell';
import { type Cell, eachCell } from '@cellbridge/objects';

/**
 * Names the cells without the indexes that a sync builds, a line each: without them each look-up reads a
 * whole table. One that does not answer is left out.
 */
export async function describeSlowCells(cells: readonly Cell[]): Promise<string[]> {
  const notes = await eachCell(cells, async (cell) => {
    const { name, uuid } = cell;
    const version = await cell.ask(cellSchemaVersion).catch(() => undefined);
    const { pending = [], latest = '' } = version ?? {};
    // A database without Nova's tables is named by the run itself.
    if (pending.length === 0 || pending.includes(latest)) return [];
    return `Cell ${name ?? uuid} has no indexes for the move yet, which takes several times as long without; run "cellbridge db sync" first.`;
  });
  return notes.flat();
}
