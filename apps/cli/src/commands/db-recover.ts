import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION } from '../common-options.js';
import { EXIT_BY_OUTCOME } from '../exit-code.js';

export const dbRecover = defineCommand({
  path: ['db', 'recover'],
  description: 'restore what the API database has lost, from the receipts in the cells',
  options: {
    cellDb: CELL_DB_OPTION,
    cell: CELL_OPTION,
    dryRun: { description: 'write nothing, and show what would be restored' },
  },
  examples: [
    'cellbridge db recover --dry-run   # after a restore of the API database',
    'cellbridge db recover',
    'cellbridge db recover --cell cell1 --json',
  ],
  async handler(invocation) {
    const { recoverDeployment } = await import('@cellbridge/migrator');
    const { withCells } = await import('../deployment.js');
    const { documentOf } = await import('../document-of.js');
    const { printRecovery, showProgress } = await import('../print-recovery.js');
    const { io, options, output } = invocation;
    const report = await withCells(invocation, (deployment) =>
      recoverDeployment(deployment, {
        cells: options.cell,
        dryRun: options.dryRun,
        signal: io.heedInterruption(),
        onProgress: showProgress(output),
      }),
    ).finally(() => output.log.clearProgress());
    const exitCode = EXIT_BY_OUTCOME[report.outcome];
    output.document(documentOf(report, exitCode));
    printRecovery(output, report);
    return exitCode;
  },
});
