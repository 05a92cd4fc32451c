import {
  chosenCells,
  instanceGroupsMigration,
  listQuarantined,
  type Outcome,
  runOnlineDataMigrations,
} from '@cellbridge/migrator';
import { describeDisabled, describeTwinCells } from './cell-notes.js';
import type { Invocation } from './command.js';
import { withCells } from './deployment.js';
import { adviceFor, documentOf } from './describe-run.js';
import { EXIT } from './exit-code.js';
import { describeSeveralPoliciesBefore } from './policy-notes.js';
import { showProgress } from './show-progress.js';
import { describeSlowCells } from './slow-cells.js';

const EXIT_BY_OUTCOME: Readonly<Record<Outcome, number>> = {
  complete: EXIT.done,
  more: EXIT.more,
  failed: EXIT.failed,
  quarantined: EXIT.quarantined,
  unavailable: EXIT.unavailable,
};

/** Milliseconds that an API database which is lost on the way is waited for: a restart, or a failover. */
const PATIENCE = 120_000;

/** Runs the move and says what it did, as `nova-manage db online_data_migrations` does. */
export async function runMigrations(invocation: Invocation): Promise<number> {
  const { io, options, output } = invocation;
  const named = options.cell as string[] | undefined;
  const { report, quarantined } = await withCells(invocation, async (deployment) => {
    const chosen = chosenCells(deployment, named);
    // A run of all takes in the cells that are mapped meanwhile.
    const cells = named && chosen.map(({ uuid }) => uuid);
    const notes = await Promise.all([
      describeTwinCells(deployment),
      describeDisabled(deployment, cells),
      describeSlowCells(chosen),
      describeSeveralPoliciesBefore(deployment, chosen),
    ]);
    for (const line of notes.flat()) output.note(line);
    const progress = showProgress(output, io);
    const run = runOnlineDataMigrations(deployment, [instanceGroupsMigration], {
      maxCount: options.maxCount as number | undefined,
      batchSize: options.batchSize as number | undefined,
      cells,
      patience: PATIENCE,
      signal: io.interruption(),
      onProgress: (event) => {
        if (event.type === 'wait') output.note(event.reason);
        else progress.onProgress(event);
      },
    });
    const report = await run.finally(progress.stop);
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
}
