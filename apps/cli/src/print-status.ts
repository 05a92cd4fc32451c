import {
  type CellStatus,
  isLost,
  type LeftKind,
  type MigrationStatus,
  REMEDIES,
  type StatusTotals,
} from '@cellbridge/migrator';
import { cellLabel } from '@cellbridge/objects';
import type { DescribedLeft } from './describe-left.js';
import { describeMigrators } from './describe-migrators.js';
import { describeOneSidedGroups } from './describe-one-sided.js';
import { duration, type Output } from './output.js';

/** Groups a second below which a tenth counts. */
const SLOW_RATE = 10;

const RUN = '"cellbridge db online-data-migrations"';

/** Prints the table of a status. */
export function printStatus(
  output: Output,
  { cells, totals }: Pick<MigrationStatus, 'cells' | 'totals'>,
): void {
  const counts = ({ done, remaining, quarantined, ratePerSecond, etaSeconds }: StatusTotals) => [
    done,
    remaining,
    quarantined,
    ratePerSecond === null ? null : rounded(ratePerSecond),
    etaSeconds === null ? null : duration(etaSeconds),
  ];
  const rows = cells.map((cell) => [cellLabel(cell), cell.state, ...counts(cell)]);
  if (cells.length > 1) rows.push(['Total', '', ...counts(totals)]);
  output.table(['Cell', 'State', 'Done', 'Remaining', 'Quarantine', 'Groups/s', 'Time left'], rows);
}

/** A slow move is not shown as none. */
function rounded(rate: number): number {
  return rate < SLOW_RATE ? Number(rate.toFixed(1)) : Math.round(rate);
}

/** What a person should know about the cells beside the table: a line each, or none. */
export function describeStatus(
  cells: readonly CellStatus[],
  left: readonly DescribedLeft[],
): string[] {
  const pauses = cells.filter(isPausedWithoutRun).map((cell) => {
    return `${cellLabel(cell)} is paused; "cellbridge move resume" ends it.`;
  });
  const stopped = cells.filter(({ state }) => state === 'stopped').map(({ uuid }) => uuid);
  const isTold = ({ kind, cellUuid }: DescribedLeft) =>
    TOLD_WITHOUT_CHECK.includes(kind) || (kind === 'unfinished' && stopped.includes(cellUuid));
  const remedies = left
    .filter(isTold)
    .map(({ message, step, command }) =>
      step === 'wait' ? message : `${message} Run "${command}".`,
    );
  return [...cells.flatMap(describeRuns), ...pauses, ...describeOneSidedGroups(cells), ...remedies];
}

/** What keeps the gate closed: beside the notes, each thing that is left and the command for it, a line each. */
export function describeGate(
  cells: readonly CellStatus[],
  left: readonly DescribedLeft[],
): string[] {
  // Of an unavailable cell the step says all there is.
  const up = cells.filter(({ state }) => state !== 'unavailable');
  const steps = left.flatMap(({ message, command }) => [message, `  ${command}`]);
  return [...up.flatMap(describeRuns), ...describeOneSidedGroups(cells), ...steps];
}

/** What is left of these kinds is not in the table. */
const TOLD_WITHOUT_CHECK: readonly LeftKind[] = ['lost', 'unproved', 'leftover', 'stranded'];

/** A run that is paused says it itself. */
function isPausedWithoutRun({ paused, migrators }: CellStatus): boolean {
  return paused && !migrators.some(({ state }) => state === 'paused');
}

/** What a person should know about the runs in a cell: a line each, or none. */
function describeRuns(cell: CellStatus): string[] {
  const migrators = describeMigrators(cell);
  // They say more.
  const last = cell.state === 'running' && migrators.length > 0 ? [] : describeRun(cell);
  return [...last, ...migrators];
}

/** What a person should know about the last run in a cell: a line each, or none. */
function describeRun(cell: CellStatus): string[] {
  const { state, silentSeconds, lastError } = cell;
  const name = cellLabel(cell);
  const silence = duration(silentSeconds ?? 0);
  switch (state) {
    case 'running':
      return [`${name}: the run gave its last sign of life ${silence} ago.`];
    case 'reversing':
      return isLost(cell)
        ? [
            `${name}: groups were to go back to the cell, and that was interrupted; no sign of life for ${silence}. Run "${REMEDIES.reverse} --cell" again to continue.`,
          ]
        : [`${name}: groups go back to the cell; the last sign of life was ${silence} ago.`];
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
