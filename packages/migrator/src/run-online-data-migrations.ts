import type { Deployment } from '@cellbridge/objects';
import { v4 as generateUuid } from 'uuid';
import { openReplicas } from './ask-replicas.js';
import { chosenCells } from './chosen-cells.js';
import { tellEvents } from './events/tell-events.js';
import type { OnlineMigration } from './online-migration.js';
import { runMigration } from './run-migration.js';
import { checkMigrations, checkRunOptions, type RunOptions } from './run-options.js';
import { judge, type MigrationReport, type RunReport } from './run-report.js';
import { failSpan, withSpan } from './telemetry/with-span.js';

/**
 * Runs online data migrations, one after the other, as `nova-manage db online_data_migrations` does.
 *
 * A migration is called until it finds nothing, or can move nothing of what it finds, or has found
 * as many records as there were when the run began: a run ends even if records keep coming. What it
 * cannot move, and has not set aside itself, counts as quarantined, so that no run is asked for that
 * would do nothing. One
 * that fails, in whatever call, or returns an invalid result, does not hold up the others; the
 * report says what it failed with.
 *
 * @throws InvalidInputError if an option or a migration makes no sense, there is no such cell, or a
 * cell has the database of another one, or if there is no replica at one of `replicas`.
 * @throws CellbridgeError if one of `replicas` cannot be reached, or asked.
 */
export async function runOnlineDataMigrations(
  deployment: Deployment,
  migrations: readonly OnlineMigration[],
  options: RunOptions = {},
): Promise<RunReport> {
  checkMigrations(migrations);
  checkRunOptions(options);
  const { maxCount, signal, onProgress, meterProvider, ...asked } = options;
  const cells = options.cells && chosenCells(deployment, options.cells).map(({ uuid }) => uuid);
  const runId = generateUuid();
  await using replicas = options.replicas && (await openReplicas(options.replicas));
  const tell = tellEvents(runId, { onProgress, meterProvider });
  return await withSpan('cellbridge.run', { 'cellbridge.run.id': runId }, async (span) => {
    const reports: MigrationReport[] = [];
    let left = maxCount ?? Number.POSITIVE_INFINITY;
    for (const migration of migrations) {
      if (left <= 0) break;
      const limited = { ...asked, signal, cells, runId, limit: left, askReplicas: replicas?.ask };
      const report = await runMigration(deployment, migration, { ...limited, tell });
      if (report.error !== undefined) failSpan(span, report.error);
      left -= report.done;
      reports.push(report);
    }
    const stopped = signal?.aborted ?? false;
    const outcome = judge(reports, { limited: maxCount !== undefined, stopped });
    span.setAttribute('cellbridge.run.outcome', outcome);
    tell({ type: 'finished', outcome, stopped });
    return { runId, outcome, stopped, migrations: reports };
  });
}
