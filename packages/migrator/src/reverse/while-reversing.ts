import { setProgressState } from '@cellbridge/db-api';
import { type Cell, type Deployment, now } from '@cellbridge/objects';
import { beginWork, isStillReversing } from '../begin-work.js';
import { withHeartbeat } from '../heartbeat.js';
import { progressKey } from '../progress-key.js';

/**
 * Says of each cell that groups go back to it while `work` is under way, and that it has stopped afterwards.
 *
 * @param work is given when the reversal has begun, for each cell.
 * @throws CellbridgeError with the code `CELL_IN_USE` if somebody else is at work in one of the cells.
 */
export async function whileReversing(
  deployment: Deployment,
  cells: readonly Cell[],
  work: (begunAt: ReadonlyMap<Cell, string>) => Promise<void>,
): Promise<void> {
  const { api } = deployment;
  // All of them or none: where one is in use, the others stay what they are.
  const begunAt = await api.transaction(async (transaction) => {
    const begun = new Map<Cell, string>();
    for (const cell of cells) begun.set(cell, await beginWork(transaction, cell, 'reversing'));
    return begun;
  });
  const setStopped = (change: { cursor?: number }) =>
    api.transaction(async (transaction) => {
      for (const [cell, begun] of begunAt) {
        if (!(await isStillReversing(transaction, cell, begun))) continue;
        const stopped = { ...change, state: 'stopped' } as const;
        await setProgressState(transaction, progressKey(cell), stopped, now());
      }
    });
  const withHeartbeats = cells.reduce(
    (inner, cell) => () => withHeartbeat(api, progressKey(cell), inner, async () => {}),
    () => work(begunAt),
  );
  try {
    await withHeartbeats();
  } catch (error) {
    // The error is the first one: the API database may be gone.
    await setStopped({}).catch(() => {});
    throw error;
  }
  // The next run begins at the first row.
  await setStopped({ cursor: 0 });
}
