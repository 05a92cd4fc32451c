import type { ReplicaLimit, Throttle } from '@cellbridge/migrator';
import { defineCommand, type Invocation } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION, METRICS_FILE_OPTION } from '../common-options.js';
import { EXIT_BY_OUTCOME } from '../exit-code.js';
import { listenAddress, number, seconds, timeOfDay, wholeNumber } from '../parse.js';
import { UsageError } from '../usage-error.js';

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
    rate: {
      value: 'N',
      description: 'groups a second that this run moves in a cell, at most',
      parse: wholeNumber,
    },
    sleep: {
      value: 'SECONDS',
      description: 'rest so long after each batch: 0.5',
      parse: seconds,
    },
    maxWriterWait: {
      value: 'MS',
      description: 'how long a service may wait for a batch; 20 by default on a server',
      parse: wholeNumber,
    },
    throttleQuery: {
      value: 'SQL',
      description: 'a query in each cell that returns a number; see --throttle-above',
    },
    throttleAbove: {
      value: 'N',
      description: 'hold back while the throttle query returns more than this',
      parse: number,
    },
    replica: {
      value: 'URL',
      description: 'a replica that must not fall behind, or @FILE with its URL; repeatable',
      isRepeatable: true,
    },
    maxReplicaLag: {
      value: 'SECONDS',
      description: 'hold back while a replica is further behind; default 10',
      parse: seconds,
    },
    events: {
      value: 'FILE',
      description: 'append what happens to this file, a JSON object a line; - is standard output',
    },
    onEvent: {
      value: 'COMMAND',
      description: 'run this for each event but batches, with the event on its standard input',
    },
    metricsFile: METRICS_FILE_OPTION,
    metricsPort: {
      value: 'PORT',
      description: 'show metrics for Prometheus on this port of this machine, or on ADDRESS:PORT',
      parse: listenAddress,
    },
    dryRun: { description: 'only show what would move, and what cannot; change nothing' },
    until: {
      value: 'HH:MM',
      description: 'stop at this time of day, then end with exit code 1',
      parse: timeOfDay,
    },
  },
  examples: [
    'cellbridge db online-data-migrations',
    'cellbridge db online-data-migrations --max-count 1000   # repeat until exit code 0',
    'cellbridge db online-data-migrations --cell cell1 --cell cell2 --json',
    'cellbridge db online-data-migrations --rate 200 --until 06:00',
    `cellbridge db online-data-migrations --throttle-query "select count(*) from pg_locks where not granted" --throttle-above 20`,
    'cellbridge db online-data-migrations --replica @/etc/cellbridge/replica.url --max-replica-lag 5',
    'cellbridge db online-data-migrations --events move.jsonl --on-event ./notify.sh',
    'cellbridge db online-data-migrations --metrics-file /var/lib/node_exporter/cellbridge.prom',
    'cellbridge db online-data-migrations --dry-run',
  ],
  async handler(invocation) {
    if (invocation.options.dryRun) {
      const { dryRun } = await import('../dry-run.js');
      return await dryRun(invocation);
    }
    const {
      chosenCells,
      instanceGroupsMigration,
      listQuarantined,
      runDocument,
      runOnlineDataMigrations,
    } = await import('@cellbridge/migrator');
    const { describeBeforeRun } = await import('../describe-before-run.js');
    const { adviceFor } = await import('../describe-run.js');
    const { refuseTwoOutputs } = await import('../watchers/event-sinks.js');
    const { watchRun } = await import('../watchers/watch-run.js');
    const { withCells } = await import('../deployment.js');
    const { io, options } = invocation;
    const {
      cell: cellNames,
      events,
      maxCount,
      batchSize,
      rate,
      maxWriterWait,
      sleep,
      until,
    } = options;
    refuseTwoOutputs(events, invocation.output.isJson);
    const output = events === '-' ? invocation.output.forLines() : invocation.output;
    const throttle = throttleOf(options);
    const replicas = await replicasOf(invocation);
    const { report, quarantinedGroups } = await withCells(invocation, async (deployment) => {
      const cells = chosenCells(deployment, cellNames);
      // A run of all cells includes those that are mapped meanwhile.
      const cellUuids = cellNames && cells.map(({ uuid }) => uuid);
      for (const line of await describeBeforeRun(deployment, cells, cellUuids)) output.warn(line);
      const { end: endWatchers, ...watchers } = await watchRun(deployment, cellUuids, {
        io,
        options,
        output,
      });
      // Not earlier: before the run begins, Ctrl-C ends the command at once.
      const end = endOf(io.heedInterruption(), until);
      const report = await runOnlineDataMigrations(deployment, [instanceGroupsMigration], {
        maxCount,
        batchSize,
        rate,
        maxWriterWait,
        throttle,
        replicas,
        pause: sleep === undefined ? undefined : sleep * 1_000,
        cells: cellUuids,
        patience: PATIENCE_MILLISECONDS,
        signal: end.signal,
        ...watchers,
      }).finally(async () => {
        end.clear();
        await endWatchers();
      });
      const hasQuarantined = report.migrations.some(({ quarantined }) => quarantined > 0);
      const entries = hasQuarantined ? await listQuarantined(deployment) : [];
      const quarantinedGroups = entries.filter(
        ({ cellUuid }) => cellUuids?.includes(cellUuid) ?? true,
      );
      return { report, quarantinedGroups };
    });
    const exitCode = EXIT_BY_OUTCOME[report.outcome];
    output.document({ ...runDocument(report), exitCode });
    // As in nova-manage, "Total Needed" is what was found, not what was there.
    output.table(
      ['Migration', 'Total Needed', 'Completed'],
      report.migrations.map(({ name, found, done }) => [name, found, done]),
    );
    for (const text of adviceFor(report, quarantinedGroups, cellNames)) output.line(text);
    return exitCode;
  },
});

/** @throws UsageError if one of the options is given without the other. */
function throttleOf({
  throttleQuery: query,
  throttleAbove: above,
}: {
  throttleQuery: string | undefined;
  throttleAbove: number | undefined;
}): Throttle | undefined {
  if (query !== undefined && above !== undefined) return { query, above };
  if (query === undefined && above === undefined) return undefined;
  throw new UsageError('Give --throttle-query and --throttle-above together.');
}

/** @throws UsageError if there is a limit and no replica. */
async function replicasOf({
  options: { replica: texts, maxReplicaLag: maxLagSeconds },
  urls,
}: Pick<
  Invocation<{ replica: string[] | undefined; maxReplicaLag: number | undefined }>,
  'options' | 'urls'
>): Promise<ReplicaLimit | undefined> {
  if (texts !== undefined) {
    return {
      urls: await Promise.all(texts.map((text) => urls.read(text, '--replica'))),
      maxLagSeconds,
    };
  }
  if (maxLagSeconds === undefined) return undefined;
  throw new UsageError('--max-replica-lag needs a replica; give its URL with --replica.');
}

/**
 * Is aborted on Ctrl-C, or at a time. Node.js may collect the signals of `AbortSignal.any` and `AbortSignal.timeout`
 * before they are aborted.
 */
function endOf(interruption: AbortSignal, until: Date | undefined) {
  if (until === undefined) return { signal: interruption, clear: () => {} };
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, Math.max(until.getTime() - Date.now(), 0));
  if (interruption.aborted) abort();
  interruption.addEventListener('abort', abort);
  const clear = () => {
    clearTimeout(timer);
    interruption.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, clear };
}
