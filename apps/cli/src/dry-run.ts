import {
  type CellPlan,
  chosenCells,
  describeDuration,
  type MovePlan,
  type PlanProgress,
  planMove,
  unavailableCellsOf,
} from '@cellbridge/migrator';
import { type CellUnavailableError, cellLabel } from '@cellbridge/objects';
import type { CellDbOptions } from './cell-overrides.js';
import type { Invocation } from './command.js';
import { counted } from './counted.js';
import { withCells } from './deployment.js';
import { describeBeforeRun } from './describe-before-run.js';
import { describeObstacles } from './describe-obstacles.js';
import type { DryRunDocument } from './documents/move-documents.js';
import { eachSecond } from './each-second.js';
import { EXIT, type ExitCode } from './exit-code.js';
import type { Output } from './output.js';
import { refuseBeside } from './refuse-beside.js';

/** How many groups or members of a cell people are shown; `--json` has more. */
const MOST_LISTED = 20;

/** The options of a run that a dry run heeds; all others say how a run works, and are refused. */
interface DryRunOptions extends CellDbOptions {
  readonly cell: string[] | undefined;
  readonly dryRun: boolean;
}

/** Shows what a run would do, and changes nothing. @returns the exit code. */
export async function dryRun(
  invocation: Invocation<DryRunOptions, object, DryRunDocument>,
): Promise<number> {
  const { io, output, options } = invocation;
  const { cell: cellNames, cellDb: _cellDb, dryRun: _dryRun, ...pace } = options;
  refuseBeside('--dry-run', 'looks at every group', pace);
  const plan = await withCells(invocation, async (deployment) => {
    const cells = chosenCells(deployment, cellNames);
    const cellUuids = cellNames && cells.map(({ uuid }) => uuid);
    for (const line of await describeBeforeRun(deployment, cells, cellUuids)) output.warn(line);
    const onProgress = eachSecond(({ groups, total }: PlanProgress) => {
      output.progress(`${groups} of ${counted(total, 'group')} looked at so far.`);
    });
    return await io.whileHeeding((signal) =>
      planMove(deployment, { cells: cellNames, signal, onProgress }),
    );
  });
  const exitCode = exitCodeOf(plan);
  output.document(documentOf(plan, exitCode));
  printPlan(output, plan);
  return exitCode;
}

function exitCodeOf(plan: MovePlan): ExitCode {
  const { cells, lost, isWhole } = plan;
  if (errorsOf(plan).length > 0) return EXIT.unavailable;
  if (!isWhole) return EXIT.more;
  if (lost.length > 0) return EXIT.failed;
  const isClear = cells.every(
    ({ quarantined, duplicates }) => quarantined + duplicates.length === 0,
  );
  return isClear ? EXIT.done : EXIT.quarantined;
}

/** Why cells could not be read or asked, each cell once. */
function errorsOf({ cells, missed }: MovePlan): CellUnavailableError[] {
  const errors = [...cells.flatMap(({ error }) => error ?? []), ...missed];
  return [...new Map(errors.map((error) => [error.cellUuid, error])).values()];
}

function documentOf(plan: MovePlan, exitCode: ExitCode): DryRunDocument {
  const { cells, lost, isWhole } = plan;
  const unavailableCells = unavailableCellsOf(errorsOf(plan));
  const plans = cells.map(({ error: _error, ...cell }) => cell);
  return { isWhole, cells: plans, lost, unavailableCells, exitCode };
}

function printPlan(output: Output, plan: MovePlan): void {
  const { cells, lost, isWhole } = plan;
  const countsOf = ({ groups, members, leftover, absorbed, quarantined }: CellPlan) => [
    groups,
    members,
    leftover,
    absorbed,
    quarantined,
  ];
  const rows = cells.map((cell) => [cellLabel(cell), ...countsOf(cell)]);
  if (cells.length > 1) {
    const sum = cells
      .map(countsOf)
      .reduce((total, counts) => total.map((count, index) => count + (counts[index] ?? 0)));
    rows.push(['Total', ...sum]);
  }
  output.table(['Cell', 'Would move', 'Members', 'Clean up', 'Same there', 'Cannot move'], rows);
  for (const cell of cells) for (const line of describeCell(cell)) output.line(line);
  for (const line of describeTimes(cells)) output.line(line);
  for (const line of describeDuplicates(cells)) output.line(line);
  for (const { message } of errorsOf(plan)) output.line(message);
  if (lost.length > 0) {
    output.line(
      `The API database has lost ${counted(lost.length, 'group')} that moved; a run fails until "cellbridge db recover" has brought them back.`,
    );
  }
  if (!isWhole) output.line('Not every group was looked at.');
  output.line('Nothing was changed.');
}

/** How long the move takes, cell by cell; in one line of all where that is unknown. */
function describeTimes(cells: readonly CellPlan[]): string[] {
  const moving = cells.filter(({ groups, error }) => groups > 0 && error === null);
  const unknown = moving.filter(({ estimatedSeconds }) => estimatedSeconds === null).map(cellLabel);
  const lines = moving.flatMap((cell) => {
    if (cell.estimatedSeconds === null) return [];
    return `${cellLabel(cell)}: it takes about ${describeDuration(cell.estimatedSeconds)} at the pace of the last run.`;
  });
  if (unknown.length > 0) {
    lines.push(
      `${unknown.join(', ')}: how long it takes is unknown. A run with --max-count shows it, once it has moved groups for a second.`,
    );
  }
  return lines;
}

/** The groups that are live in several cells: a line each. */
function describeDuplicates(cells: readonly CellPlan[]): string[] {
  const holders = new Map<string, string[]>();
  for (const cell of cells) {
    for (const uuid of cell.duplicates) {
      holders.set(uuid, [...(holders.get(uuid) ?? []), cellLabel(cell)]);
    }
  }
  const all = [...holders];
  const lines = all.slice(0, MOST_LISTED).map(([uuid, names]) => {
    const where = names.length > 1 ? names.join(' and ') : `${names[0]} and another cell`;
    return `Group ${uuid} is live in ${where}. The first that moves wins; the other one ends if it is the same, else it goes into quarantine. "cellbridge explain ${uuid}" shows both.`;
  });
  if (all.length > MOST_LISTED) {
    lines.push(`${all.length - MOST_LISTED} more groups are live in two cells; --json names all.`);
  }
  return lines;
}

function describeCell(cell: CellPlan): string[] {
  const { obstacles, quarantined } = cell;
  const kept = { groups: obstacles, total: quarantined, most: MOST_LISTED };
  const lines = describeObstacles({ cell, verb: 'move', ...kept });
  return [...lines, ...describeDangling(cell)];
}

function describeDangling(cell: CellPlan): string[] {
  const { dangling, danglingMembers, danglingUnchecked } = cell;
  const name = cellLabel(cell);
  const lines: string[] = [];
  if (dangling > 0) {
    const named = danglingMembers.map(
      ({ groupUuid, instanceUuid }) => `${instanceUuid} of group ${groupUuid}`,
    );
    lines.push(
      `${name} has ${counted(dangling, 'member')} that would move although the instance is gone: ${firstOf(named, dangling)}. That is harmless: Nova does not show them. "cellbridge group remove-member GROUP INSTANCE" removes one.`,
    );
  }
  if (danglingUnchecked !== null) {
    lines.push(
      `${name}: not checked whether the instances of all members still exist. ${danglingUnchecked}`,
    );
  }
  return lines;
}

/** The first of some names, as people are shown them. */
function firstOf(names: readonly string[], total: number): string {
  const named = names.slice(0, MOST_LISTED).join(', ');
  return total > MOST_LISTED ? `${named} and others` : named;
}
