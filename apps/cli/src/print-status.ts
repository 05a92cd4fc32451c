import {
  type CellStatus,
  cellOption,
  type DescribedLeft,
  isLost,
  type LeftKind,
  type MigrationStatus,
  REMEDIES,
  type StatusTotals,
} from '@cellbridge/migrator';
import { cellLabel } from '@cellbridge/objects';
import { describeMigrators } from './describe-migrators.js';
import { describeOneSidedGroups } from './describe-one-sided.js';
import { duration, type Output } from './output.js';

/** Groups a second below which a tenth counts. */
const SLOW_RATE = 10;

const RUN = `"${REMEDIES.run}"`;

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

/** What is described: the status of some cells. */
export interface ShownStatus {
  readonly cells: readonly CellStatus[];
  readonly left: readonly DescribedLeft[];
  /** All cells of the deployment: a name that two of them bear names none. */
  readonly known: KnownCells;
}

type KnownCells = readonly Pick<CellStatus, 'uuid' | 'name'>[];

/** What a person should know about the cells beside the table: a line each, or none. */
export function describeStatus({ cells, left, known }: ShownStatus): string[] {
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
  return [...describeRuns(cells, known), ...pauses, ...describeOneSidedGroups(cells), ...remedies];
}

/** What keeps the gate closed: beside the notes, each thing that is left and the command for it, a line each. */
export function describeGate({ cells, left, known }: ShownStatus): string[] {
  // Of an unavailable cell the step says all there is.
  const up = cells.filter(({ state }) => state !== 'unavailable');
  const steps = left.flatMap(({ message, command }) => [message, `  ${command}`]);
  return [...describeRuns(up, known), ...describeOneSidedGroups(cells), ...steps];
}

/** What is left of these kinds is not in the table. */
const TOLD_WITHOUT_CHECK: readonly LeftKind[] = ['lost', 'unproved', 'leftover', 'stranded'];

/** A run that is paused says it itself. */
function isPausedWithoutRun({ paused, migrators }: CellStatus): boolean {
  return paused && !migrators.some(({ state }) => state === 'paused');
}

/** What a person should know about the runs in cells: lines, or none. */
function describeRuns(cells: readonly CellStatus[], known: KnownCells): string[] {
  const isAnyAtWork = cells.some(({ state }) => state === 'running');
  const next = isAnyAtWork
    ? `If the run at work is for all cells, it will continue here; otherwise run ${RUN}.`
    : `Run ${RUN} to continue.`;
  return cells.flatMap((cell) => {
    const migrators = describeMigrators(cell);
    // They say more.
    const isSaid = cell.state === 'running' && migrators.length > 0;
    return isSaid ? migrators : [...describeRun(cell, known, next), ...migrators];
  });
}

/** What a person should know about the last run in a cell: a line each, or none. */
function describeRun(cell: CellStatus, known: KnownCells, next: string): string[] {
  const { state, silentSeconds, migrators, lastError } = cell;
  const name = cellLabel(cell);
  const silence = duration(silentSeconds ?? migrators.at(-1)?.silentSeconds ?? 0);
  switch (state) {
    case 'running':
      return [`${name}: the run gave its last sign of life ${silence} ago.`];
    case 'reversing':
      return isLost(cell)
        ? [
            `${name}: the reversal was interrupted; it has given no sign of life for ${silence}. Run the same command again to continue ("${REMEDIES.reverse} ${cellOption(known, cell)}" takes all groups of the cell back), or ${RUN} to have all groups in the API database.`,
          ]
        : [`${name}: groups go back to the cell; the last sign of life was ${silence} ago.`];
    case 'interrupted':
      return [
        `${name}: the run was interrupted; it has given no sign of life for ${silence}. ${next}`,
      ];
    case 'stopped':
      // The last run could not reach the cell, and it answers now.
      return lastError === null ? [] : [`${name} answers. In the last run: ${lastError} ${next}`];
    case 'failed':
      // The error of a run may not name the cell.
      return lastError === null ? [] : [`${name}: ${lastError}`];
    default:
      return lastError === null ? [] : [lastError];
  }
}
