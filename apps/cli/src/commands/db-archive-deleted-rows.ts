import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION } from '../common-options.js';
import { EXIT_BY_OUTCOME } from '../exit-code.js';
import { seconds, utcTime, wholeNumber } from '../parse.js';

/** Archives the groups of cells as `nova-manage db archive_deleted_rows` does up to release 24. */
export const dbArchiveDeletedRows = defineCommand({
  path: ['db', 'archive-deleted-rows'],
  aliases: ['archive_deleted_rows'],
  description: "archive soft-deleted groups of the cells in Nova's shadow tables",
  options: {
    cellDb: CELL_DB_OPTION,
    cell: CELL_OPTION,
    maxRows: {
      value: 'N',
      description: 'archive N rows, no group in part, then end with exit code 1',
      parse: wholeNumber,
    },
    before: {
      value: 'TIME',
      description:
        'only groups that were soft-deleted earlier: 2026-01-31, 2026-01-31T12:00; in UTC',
      parse: utcTime,
    },
    batchSize: {
      value: 'N',
      description: 'rows in a transaction (1000); a larger group has one of its own',
      parse: wholeNumber,
    },
    sleep: {
      value: 'SECONDS',
      description: 'rest so long after each batch: 0.5',
      parse: seconds,
    },
  },
  examples: [
    'cellbridge db archive-deleted-rows   # after "cellbridge db verify"',
    'cellbridge db archive-deleted-rows --before 2026-01-31',
    'cellbridge db archive-deleted-rows --max-rows 10000   # repeat until exit code 0',
    'cellbridge db archive-deleted-rows --cell cell1 --sleep 0.5 --json',
  ],
  async handler(invocation) {
    const { archiveDeletedRows } = await import('@cellbridge/migrator');
    const { withCells } = await import('../deployment.js');
    const { documentOf } = await import('../document-of.js');
    const { printArchive, showProgress } = await import('../print-archive.js');
    const { io, options, output } = invocation;
    const { cell, maxRows, before, batchSize, sleep } = options;
    const report = await withCells(invocation, (deployment) =>
      archiveDeletedRows(deployment, {
        cells: cell,
        maxRows,
        before,
        batchSize,
        pause: sleep === undefined ? undefined : sleep * 1_000,
        signal: io.heedInterruption(),
        onProgress: showProgress(output),
      }),
    ).finally(() => output.log.clearProgress());
    const exitCode = EXIT_BY_OUTCOME[report.outcome];
    output.document(documentOf(report, exitCode));
    printArchive(output, report);
    return exitCode;
  },
});
