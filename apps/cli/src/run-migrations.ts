import {
  instanceGroupsMigration,
  type Outcome,
  type RunReport,
  runOnlineDataMigrations,
} from '@cellbridge/migrator';
import type { Invocation } from './command.js';
import { withDeployment } from './deployment.js';
import { EXIT } from './exit-code.js';
import { showProgress } from './show-progress.js';

const EXIT_BY_OUTCOME: Readonly<Record<Outcome, number>> = {
  complete: EXIT.done,
  more: EXIT.more,
  failed: EXIT.failed,
  quarantined: EXIT.quarantined,
  unavailable: EXIT.unavailable,
};

/** Runs the move and says what it did, as `nova-manage db online_data_migrations` does. */
export async function runMigrations(invocation: Invocation): Promise<number> {
  const { io, options, output } = invocation;
  const report = await withDeployment(invocation, async (deployment) => {
    const names = options.cell as string[] | undefined;
    const progress = showProgress(output, io);
    try {
      return await runOnlineDataMigrations(deployment, [instanceGroupsMigration], {
        maxCount: options.maxCount as number | undefined,
        batchSize: options.batchSize as number | undefined,
        cells: names?.map((name) => deployment.cell(name).uuid),
        signal: io.signal,
        onProgress: progress.onProgress,
      });
    } finally {
      progress.stop();
    }
  });
  const exitCode = EXIT_BY_OUTCOME[report.outcome];
  output.document(documentOf(report, exitCode));
  output.table(
    ['Migration', 'Total Needed', 'Completed'],
    report.migrations.map(({ name, found, done }) => [name, found, done]),
  );
  for (const text of advice(report)) output.line(text);
  return exitCode;
}

/** What the user should know or do next. */
function advice({ outcome, stopped, migrations }: RunReport): string[] {
  const lines: string[] = [];
  const remaining = migrations.reduce((sum, report) => sum + (report.remaining ?? 0), 0);
  for (const { error, unavailableCells, quarantined } of migrations) {
    if (error !== undefined) lines.push(error instanceof Error ? error.message : String(error));
    for (const cell of unavailableCells) {
      lines.push(`${cell.message} Its groups are not counted; run again when it is back.`);
    }
    if (quarantined > 0) {
      lines.push(`${quarantined} groups cannot move: see "cellbridge quarantine list".`);
    }
  }
  if (stopped) lines.push(`Stopped. ${remaining} groups are left; run again to go on.`);
  else if (outcome === 'more') lines.push(`${remaining} groups are left; run again to go on.`);
  if (outcome === 'complete') lines.push('Nothing is left to move.');
  return lines;
}

function documentOf({ runId, outcome, stopped, migrations }: RunReport, exitCode: number) {
  return {
    runId,
    outcome,
    exitCode,
    stopped,
    migrations: migrations.map(({ error, unavailableCells, ...report }) => ({
      ...report,
      unavailableCells: unavailableCells.map(({ cellUuid, cellName, message }) => {
        return { uuid: cellUuid, name: cellName, message };
      }),
      error: error === undefined ? null : error instanceof Error ? error.message : String(error),
    })),
  };
}
