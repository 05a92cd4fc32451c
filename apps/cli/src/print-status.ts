import {
  type CellStatus,
  type DescribedLeft,
  describeDuration,
  describeLastRun,
  describeOneSidedGroups,
  type LeftKind,
  type MigrationStatus,
  type StatusTotals,
  shownRate,
} from '@cellbridge/migrator';
import { cellLabel } from '@cellbridge/objects';
import { describeMigrators } from './describe-migrators.js';
import type { Output } from './output.js';

/** Prints the table of a status. */
export function printStatus(
  output: Output,
  { cells, totals }: Pick<MigrationStatus, 'cells' | 'totals'>,
): void {
  const counts = ({ done, remaining, quarantined, ratePerSecond, etaSeconds }: StatusTotals) => [
    done,
    remaining,
    quarantined,
    ratePerSecond === null ? null : shownRate(ratePerSecond),
    etaSeconds === null ? null : describeDuration(etaSeconds),
  ];
  const rows = cells.map((cell) => [cellLabel(cell), cell.state, ...counts(cell)]);
  if (cells.length > 1) rows.push(['Total', '', ...counts(totals)]);
  output.table(['Cell', 'State', 'Done', 'Remaining', 'Quarantine', 'Groups/s', 'Time left'], rows);
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
  return cells.flatMap((cell) => [
    ...describeLastRun(cell, cells, known),
    ...describeMigrators(cell),
  ]);
}
