import { type CellPlan, chosenCells, type MovePlan, planMove } from '@cellbridge/migrator';
import { cellLabel } from '@cellbridge/objects';
import type { CellDbOptions } from './cell-overrides.js';
import type { Invocation } from './command.js';
import { counted } from './counted.js';
import { withCells } from './deployment.js';
import { describeBeforeRun } from './describe-before-run.js';
import { EXIT } from './exit-code.js';
import { missedCells } from './missed-cells.js';
import type { Output } from './output.js';

/** How many groups of a cell people are shown; `--json` has them all. */
const MOST_LISTED = 20;

/** Shows what a run would do, and changes nothing. @returns the exit code. */
export async function dryRun(
  invocation: Invocation<CellDbOptions & { readonly cell: string[] | undefined }>,
): Promise<number> {
  const { io, output, options } = invocation;
  const { cell: cellNames } = options;
  const plan = await withCells(invocation, async (deployment) => {
    const cells = chosenCells(deployment, cellNames);
    const cellUuids = cellNames && cells.map(({ uuid }) => uuid);
    for (const line of await describeBeforeRun(deployment, cells, cellUuids)) output.note(line);
    const onProgress = ({ groups }: { groups: number }) => {
      // In a pipe only the result is of use.
      if (output.isTerminal) output.progress(`${counted(groups, 'group')} looked at`);
    };
    return await io.whileHeeding((signal) =>
      planMove(deployment, { cells: cellNames, signal, onProgress }),
    );
  });
  const exitCode = exitCodeOf(plan);
  output.document({ ...documentOf(plan), exitCode });
  printPlan(output, plan);
  return exitCode;
}

function exitCodeOf({ cells, isWhole }: MovePlan): number {
  if (cells.some(({ error }) => error !== null)) return EXIT.unavailable;
  if (!isWhole) return EXIT.more;
  return cells.some(({ quarantined }) => quarantined > 0) ? EXIT.quarantined : EXIT.done;
}

function documentOf({ cells, isWhole }: MovePlan) {
  const unavailableCells = missedCells(cells.flatMap(({ error }) => error ?? []));
  return { isWhole, cells: cells.map(({ error: _error, ...cell }) => cell), unavailableCells };
}

function printPlan(output: Output, { cells, isWhole }: MovePlan): void {
  output.table(
    ['Cell', 'Would move', 'Members', 'Clean up', 'Same there', 'Cannot move'],
    cells.map((cell) => {
      const { groups, members, leftover, absorbed, quarantined } = cell;
      return [cellLabel(cell), groups, members, leftover, absorbed, quarantined];
    }),
  );
  for (const cell of cells) for (const line of describeCell(cell)) output.line(line);
  if (!isWhole) output.line('Not every group was looked at.');
  output.line('Nothing was changed.');
}

function describeCell(cell: CellPlan): string[] {
  const { obstacles, quarantined, duplicates, error } = cell;
  const name = cellLabel(cell);
  const lines = error === null ? [] : [error.message];
  for (const { groupUuid, reason, details } of obstacles.slice(0, MOST_LISTED)) {
    lines.push(`${name}: group ${groupUuid} cannot move (${reason}). ${details}`);
  }
  const more = quarantined - Math.min(obstacles.length, MOST_LISTED);
  if (more > 0) lines.push(`${name}: … and ${more} more; see --json.`);
  if (duplicates.length > 0) {
    const named = duplicates.slice(0, MOST_LISTED).join(', ');
    const rest = duplicates.length > MOST_LISTED ? ', …' : '';
    lines.push(
      `${name}: ${counted(duplicates.length, 'group')} live in another cell too: ${named}${rest}. The first that moves wins; the other has to be the same.`,
    );
  }
  return lines;
}
