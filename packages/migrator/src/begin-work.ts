import { type ApiTransaction, lockProgress, setProgressState } from '@cellbridge/db-api';
import { type Cell, now } from '@cellbridge/objects';
import { CellInUseError } from './cell-in-use-error.js';
import { isLost } from './heartbeat.js';
import { progressKey } from './progress-key.js';

/**
 * Records that a run or a reversal begins in a cell. Several runs may work there at once, but none beside a reversal.
 *
 * @throws CellInUseError if the other one, or another reversal, is at work there.
 */
export async function beginWork(
  transaction: ApiTransaction,
  cell: Cell,
  state: 'running' | 'reversing',
): Promise<void> {
  const key = progressKey(cell);
  const row = await lockProgress(transaction, key);
  const isAlive = row && row.silentSeconds !== null && !isLost(row);
  if (isAlive && (state === 'reversing' || row.state === 'reversing')) {
    const work = row.state === 'running' ? 'run' : 'reversal';
    throw new CellInUseError(cell, work, row.silentSeconds ?? 0);
  }
  await setProgressState(transaction, key, { state }, now());
}
