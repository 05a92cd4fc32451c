import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION } from '../common-options.js';
import { EXIT_BY_OUTCOME } from '../exit-code.js';
import { wholeNumber } from '../parse.js';

/** How long a run waits for an API database that it lost, during a restart or a failover. */
const PATIENCE_MILLISECONDS = 120_000;

/** Runs the move and reports it as `nova-manage db online_data_migrations` does. */
export const dbOnlineDataMigrations = defineCommand({
  path: ['db', 'online-data-migrations'],
  aliases: ['online_data_migrations'],
  description: 'move the groups of the cells to the API database, while the service runs',
  options: {
    cellDb: CELL_DB_OPTION,
    cell: CELL_OPTION,
    maxCount: {
      value: 'N',
      description: 'move at most N groups, then end with exit code 1',
      parse: wholeNumber,
    },
    batchSize: {
      value: 'N',
      description: 'groups in a transaction; by default what fits a quarter of a second',
      parse: wholeNumber,
    },
  },
  examples: [
    'cellbridge db online-data-migrations',
    'cellbridge db online-data-migrations --max-count 1000   # repeat until exit code 0',
    'cellbridge db online-data-migrations --cell cell1 --cell cell2 --json',
  ],
  async handler(invocation) {
    const { chosenCells, instanceGroupsMigration, listQuarantined, runOnlineDataMigrations } =
      await import('@cellbridge/migrator');
    const { describeBeforeRun } = await import('../describe-before-run.js');
    const { adviceFor, documentOf } = await import('../describe-run.js');
    const { showProgress } = await import('../show-progress.js');
    const { withCells } = await import('../deployment.js');
    const { io, output, options } = invocation;
    const { cell: named, maxCount, batchSize } = options;
    const { report, quarantined } = await withCells(invocation, async (deployment) => {
      const chosen = chosenCells(deployment, named);
      // A run of all cells includes those that are mapped meanwhile.
      const cells = named && chosen.map(({ uuid }) => uuid);
      for (const line of await describeBeforeRun(deployment, chosen, cells)) output.note(line);
      const progress = showProgress(output, io);
      const report = await runOnlineDataMigrations(deployment, [instanceGroupsMigration], {
        maxCount,
        batchSize,
        cells,
        patience: PATIENCE_MILLISECONDS,
        signal: io.interruption(),
        onProgress: (event) => {
          if (event.type === 'wait') output.note(event.reason);
          else progress.onProgress(event);
        },
      }).finally(progress.stop);
      const isQuarantined = report.migrations.some((migration) => migration.quarantined > 0);
      const entries = isQuarantined ? await listQuarantined(deployment) : [];
      const quarantined = entries.filter(({ cellUuid }) => cells?.includes(cellUuid) ?? true);
      return { report, quarantined };
    });
    const exitCode = EXIT_BY_OUTCOME[report.outcome];
    output.document(documentOf(report, exitCode));
    output.table(
      ['Migration', 'Total Needed', 'Completed'],
      report.migrations.map(({ name, found, done }) => [name, found, done]),
    );
    for (const text of adviceFor(report, quarantined, named)) output.line(text);
    return exitCode;
  },
});
