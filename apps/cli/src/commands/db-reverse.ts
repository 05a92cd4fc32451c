import { defineCommand } from '../command.js';
import { CELL_DB_OPTION } from '../common-options.js';
import { EXIT_BY_OUTCOME } from '../exit-code.js';
import { seconds, wholeNumber } from '../parse.js';
import { refuseBeside } from '../refuse-beside.js';
import { UsageError } from '../usage-error.js';

/** Takes groups back to the cells that they came from. */
export const dbReverse = defineCommand({
  path: ['db', 'reverse'],
  description: 'take groups that have moved back to their cells, while the service runs',
  options: {
    cellDb: CELL_DB_OPTION,
    cell: {
      value: 'NAME',
      description: 'all groups that have moved from this cell; repeatable',
      isRepeatable: true,
    },
    group: {
      value: 'UUID',
      description: 'only this group, instead of --cell; repeatable',
      isRepeatable: true,
    },
    dryRun: { description: 'write nothing, and show what can go back, and what cannot' },
    maxCount: {
      value: 'N',
      description: 'take back at most N groups, then end with exit code 1',
      parse: wholeNumber,
    },
    notice: {
      value: 'SECONDS',
      description:
        'how long services have to notice that a cell is asked again (60): at least twice their recheckAfter, and 60 if that is less than 30; 0 only where no service runs',
      parse: seconds,
    },
  },
  examples: [
    'cellbridge db reverse --cell cell1 --dry-run',
    'cellbridge db reverse --cell cell1',
    'cellbridge db reverse --cell cell1 --max-count 1000   # repeat until exit code 0 or 3',
    'cellbridge db reverse --group 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11',
    'cellbridge db reverse --cell cell1 --cell cell2 --notice 0 --json   # no service runs',
  ],
  async handler(invocation) {
    const { io, options, output } = invocation;
    const { cell: cells, group: groups, dryRun, maxCount, notice } = options;
    checkSelection({ cells, groups });
    if (dryRun) refuseBeside('--dry-run', 'looks at every group', { maxCount, notice });
    const { reverseGroups } = await import('@cellbridge/migrator');
    const { withCells } = await import('../deployment.js');
    const { documentOf } = await import('../document-of.js');
    const { ReversalPrinter } = await import('../print-reversal.js');
    const printer = new ReversalPrinter(output);
    const { onPlan, onWait, onLook, onProgress } = printer;
    const report = await withCells(invocation, (deployment) =>
      reverseGroups(deployment, {
        cells,
        groups,
        dryRun,
        maxCount,
        notice: notice === undefined ? undefined : notice * 1_000,
        signal: io.heedInterruption(),
        ...{ onPlan, onWait, onLook, onProgress },
      }),
    ).finally(() => output.log.clearProgress());
    const exitCode = EXIT_BY_OUTCOME[report.outcome];
    output.document(documentOf(report, exitCode));
    printer.print(report);
    return exitCode;
  },
});

/** @throws UsageError if neither cells nor groups are named, or both. */
function checkSelection({
  cells,
  groups,
}: {
  cells: readonly string[] | undefined;
  groups: readonly string[] | undefined;
}): void {
  if (cells !== undefined) {
    refuseBeside('--cell', 'takes all groups of a cell back', { group: groups });
  } else if (groups === undefined) {
    throw new UsageError(
      'Say what goes back: --cell NAME for all groups that have moved from a cell, or --group UUID for one.',
    );
  }
}
