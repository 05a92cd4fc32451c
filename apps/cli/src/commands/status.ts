import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION, METRICS_FILE_OPTION } from '../common-options.js';
import { interval } from '../parse.js';
import { refuseBeside } from '../refuse-beside.js';
import { UsageError } from '../usage-error.js';

/** Seconds between two looks of a watch, if none are given. */
const USUAL_INTERVAL_SECONDS = 2;

export const status = defineCommand({
  path: ['status'],
  description: 'show migration progress, cell by cell',
  options: {
    cellDb: CELL_DB_OPTION,
    cell: CELL_OPTION,
    check: {
      description:
        'end with 0 only if every cell is complete: the fallback may be dropped; else name what is left and the command for it',
    },
    metricsFile: METRICS_FILE_OPTION,
    watch: { description: 'show it again and again, until every cell is complete, or Ctrl-C' },
    interval: {
      value: 'SECONDS',
      description: `with --watch: time between two looks; default ${USUAL_INTERVAL_SECONDS}`,
      parse: interval,
    },
  },
  examples: [
    'cellbridge status',
    'cellbridge status --cell cell1',
    'cellbridge status --watch',
    'cellbridge status --watch --interval 10 --cell cell1',
    'cellbridge status --check && echo "the move is done"',
    'cellbridge status --metrics-file /var/lib/node_exporter/cellbridge.prom',
  ],
  async handler(invocation) {
    const { options, output } = invocation;
    const { check, watch, metricsFile, interval: seconds = USUAL_INTERVAL_SECONDS } = options;
    if (options.interval !== undefined && !watch) {
      throw new UsageError('--interval is the time between two looks of --watch; add --watch.');
    }
    if (watch && output.isJson) {
      throw new UsageError(
        '--json prints one document, and --watch goes on; leave out --watch, and run the command again for each document.',
      );
    }
    if (watch) {
      refuseBeside('--watch', 'goes on', { metricsFile });
      const { watchStatus } = await import('../watch-status.js');
      return await watchStatus(invocation, seconds);
    }
    const { withCells, withDeployment } = await import('../deployment.js');
    const { printReport, readStatus } = await import('../status-report.js');
    const open = check ? withCells : withDeployment;
    const report = await open(invocation, (deployment) => readStatus(deployment, invocation));
    if (metricsFile !== undefined) {
      const { writeMetrics } = await import('../watchers/metrics.js');
      const { cells } = report.status;
      await writeMetrics(options.cell ? { cells } : report.status, metricsFile, invocation);
    }
    output.document(report.document);
    printReport(output, report, invocation);
    return report.exitCode;
  },
});
