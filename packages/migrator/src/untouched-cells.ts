import { listProgress } from '@cellbridge/db-api';
import { type Cell, type Deployment, INSTANCE_GROUPS_MIGRATION } from '@cellbridge/objects';

/** Finds the cells that no run has worked on yet. */
export async function findUntouchedCells(
  { api }: Deployment,
  cells: readonly Cell[],
): Promise<Cell[]> {
  const progress = await listProgress(api, INSTANCE_GROUPS_MIGRATION);
  const touched = new Set(progress.map(({ cellUuid }) => cellUuid));
  return cells.filter(({ uuid }) => !touched.has(uuid));
}
