import { type ApiTransaction, lockProgress, setProgressState } from '@cellbridge/db-api';
import { type Cell, now } from '@cellbridge/objects';
import { CellInUseError } from './cell-in-use-error.js';
import { isLost } from './heartbeat.js';
import { progressKey } from './progress-key.js';

/**
 * Records that a run or a reversal begins in a cell. Several runs may work there at once, but none beside a reversal.
 *
 * @returns when it began: `YYYY-MM-DD HH:MM:SS.ffffff`, UTC.
 * @throws CellInUseError if the other one, or another reversal, is at work there.
 */
export async function beginWork(
  transaction: ApiTransaction,
  cell: Cell,
  state: 'running' | 'reversing',
): Promise<string> {
  const key = progressKey(cell);
  const row = await lockProgress(transaction, key);
  const isAlive = row && row.silentSeconds !== null && !isLost(row);
  if (isAlive && (state === 'reversing' || row.state === 'reversing')) {
    const name = row.state === 'running' ? 'run' : 'reversal';
    throw new CellInUseError(cell, { name, silentSeconds: row.silentSeconds ?? 0 });
  }
  const begunAt = now();
  await setProgressState(transaction, key, { state }, begunAt);
  return begunAt;
}

/** Whether a reversal is still the one that works in a cell; if so, that stays true until the transaction ends. */
export async function isStillReversing(
  transaction: ApiTransaction,
  cell: Cell,
  begunAt: string,
): Promise<boolean> {
  const row = await lockProgress(transaction, progressKey(cell));
  return row?.state === 'reversing' && row.startedAt === begunAt;
}
