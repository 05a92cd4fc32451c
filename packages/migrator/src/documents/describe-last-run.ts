import { cellLabel } from '@cellbridge/objects';
import type { CellStatus } from '../cell-status.js';
import { cellOption } from '../doctor/cell-option.js';
import { REMEDIES } from '../doctor/obstacles.js';
import { isLost } from '../heartbeat.js';
import { describeDuration } from './quantities.js';

const RUN = `"${REMEDIES.run}"`;

/**
 * What a person should know about the last run in a cell, beside the counts and the migrators at work: a line, or none.
 *
 * @param shown the cells whose status is shown: a run at work in one of them may go on in this one.
 * @param known all cells of the deployment: a name that two of them bear names none.
 */
export function describeLastRun(
  cell: CellStatus,
  shown: readonly Pick<CellStatus, 'state'>[],
  known: readonly Pick<CellStatus, 'uuid' | 'name'>[],
): string[] {
  const { state, silentSeconds, migrators, lastError } = cell;
  const name = cellLabel(cell);
  const silence = describeDuration(silentSeconds ?? migrators.at(-1)?.silentSeconds ?? 0);
  switch (state) {
    case 'running':
      // The migrators say more.
      return migrators.length > 0
        ? []
        : [`${name}: the run gave its last sign of life ${silence} ago.`];
    case 'reversing':
      return isLost(cell)
        ? [
            `${name}: the reversal was interrupted; it has given no sign of life for ${silence}. Run the same command again to continue ("${REMEDIES.reverse} ${cellOption(known, cell)}" takes all groups of the cell back), or ${RUN} to have all groups in the API database.`,
          ]
        : [`${name}: groups go back to the cell; the last sign of life was ${silence} ago.`];
    case 'interrupted':
      return [
        `${name}: the run was interrupted; it has given no sign of life for ${silence}. ${nextStep(shown)}`,
      ];
    case 'stopped':
      // The last run could not reach the cell, and it answers now.
      return lastError === null
        ? []
        : [`${name} answers. In the last run: ${lastError} ${nextStep(shown)}`];
    case 'failed':
      // The error of a run may not name the cell.
      return lastError === null ? [] : [`${name}: ${lastError}`];
    default:
      return lastError === null ? [] : [lastError];
  }
}

function nextStep(shown: readonly Pick<CellStatus, 'state'>[]): string {
  return shown.some(({ state }) => state === 'running')
    ? `If the run at work is for all cells, it will continue here; otherwise run ${RUN}.`
    : `Run ${RUN} to continue.`;
}
