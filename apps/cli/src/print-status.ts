import type { CellStatus, MigrationStatus, StatusTotals } from '@cellbridge/migrator';
import { cellLabel } from '@cellbridge/objects';
import { describeMigrators } from './describe-migrators.js';
import { describeObstacles } from './move-obstacles.js';
import { duration, type Output } from './output.js';

const RUN = '"cellbridge db online-data-migrations"';

/** Prints the table of a status. */
export function printStatus(output: Output, { cells, totals }: MigrationStatus): void {
  const counts = ({ done, remaining, quarantined, ratePerSecond, etaSeconds }: StatusTotals) => [
    done,
    remaining,
    quarantined,
    ratePerSecond === null ? null : Math.round(ratePerSecond),
    etaSeconds === null ? null : duration(etaSeconds),
  ];
  const rows = cells.map((cell) => [cellLabel(cell), cell.state, ...counts(cell)]);
  if (cells.length > 1) rows.push(['Total', '', ...counts(totals)]);
  output.table(['Cell', 'State', 'Done', 'Remaining', 'Quarantine', 'Groups/s', 'Time left'], rows);
}

/** What a person should know about the cells beside the table: a line each, or none. */
export function describeStatus(cells: readonly CellStatus[]): string[] {
  return [...cells.flatMap(describeRuns), ...describeObstacles(cells)];
}

/** What a person should know about the runs in a cell: a line each, or none. */
function describeRuns(cell: CellStatus): string[] {
  const migrators = describeMigrators(cell);
  // They say more.
  const last = cell.state === 'running' && migrators.length > 0 ? [] : describeRun(cell);
  const isPaused = cell.paused && !cell.migrators.some(({ state }) => state === 'paused');
  const pause = isPaused ? [`${cellLabel(cell)} is paused; "cellbridge move resume" ends it.`] : [];
  return [...last, ...migrators, ...pause];
}

/** What a person should know about the last run in a cell: a line each, or none. */
function describeRun(cell: CellStatus): string[] {
  const { state, silentSeconds, lastError } = cell;
  const name = cellLabel(cell);
  const silence = duration(silentSeconds ?? 0);
  switch (state) {
    case 'running':
      return [`${name}: the run gave its last sign of life ${silence} ago.`];
    case 'interrupted':
      return [
        `${name}: the run was interrupted; it has given no sign of life for ${silence}. Run ${RUN} to continue.`,
      ];
    case 'stopped':
      // The last run could not reach the cell, and it answers now.
      return lastError === null
        ? []
        : [`${name} answers. In the last run: ${lastError} Run ${RUN} to continue.`];
    case 'failed':
      // The error of a run may not name the cell.
      return lastError === null ? [] : [`${name}: ${lastError}`];
    default:
      return lastError === null ? [] : [lastError];
  }
}
