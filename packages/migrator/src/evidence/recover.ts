/**
 * Putting back into the API database what it has lost, from what the cells prove.
 *
 * The rules are those of a move: a group and its receipt are inserted in one transaction, so that a
 * recovery may be killed at any moment and run again, beside services, migrators and other recoveries.
 * What the API database knows already is never touched. What was written to it after its backup is
 * lost with it: a group comes back as its rows in the cell ended, which is mostly as it moved.
 */
import type { CellUnavailableError, Deployment } from '@cellbridge/objects';
import { chosenCells } from '../chosen-cells.js';
import { missedCell } from '../missed-cell.js';
import { recoverCell } from './recover-cell.js';
import type { CellRecovery, RecoverOptions, RecoverReport } from './recover-report.js';

/** Puts back what the API database has lost of groups that the cells prove have moved. */
export async function recoverDeployment(
  deployment: Deployment,
  options: RecoverOptions = {},
): Promise<RecoverReport> {
  const { signal, dryRun = false } = options;
  const cells: CellRecovery[] = [];
  const unavailableCells: CellUnavailableError[] = [];
  for (const cell of chosenCells(deployment, options.cells)) {
    if (signal?.aborted) break;
    try {
      cells.push(await recoverCell(deployment, cell, options));
    } catch (error) {
      unavailableCells.push(missedCell(deployment, cell, error));
    }
  }
  const outcome = judge(cells, unavailableCells, signal?.aborted ?? false);
  return { outcome, dryRun, cells, unavailableCells };
}

function judge(
  cells: readonly CellRecovery[],
  unavailableCells: readonly CellUnavailableError[],
  isStopped: boolean,
): RecoverReport['outcome'] {
  if (isStopped) return 'stopped';
  if (unavailableCells.length > 0) return 'unavailable';
  return cells.some(({ unrecoverable }) => unrecoverable.length > 0) ? 'failed' : 'complete';
}
