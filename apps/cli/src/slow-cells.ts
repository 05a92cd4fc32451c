import { cellSchemaVersion } from '@cellbridge/db-cell';
import type { Cell } from '@cellbridge/objects';

/**
 * Names the cells without the indexes that a sync builds, a line each: without them each look-up reads a
 * whole table. One that does not answer is left out.
 */
export async function describeSlowCells(cells: readonly Cell[]): Promise<string[]> {
  const versions = await Promise.allSettled(cells.map((cell) => cell.read(cellSchemaVersion)));
  return cells.flatMap(({ name, uuid }, index) => {
    const version = versions[index];
    if (version?.status !== 'fulfilled' || version.value.pending.length === 0) return [];
    return `Cell ${name ?? uuid} has no indexes for the move yet, which takes several times as long without; run "cellbridge db sync" first.`;
  });
}
