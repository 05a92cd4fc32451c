import { instanceGroupsMigration, runOnlineDataMigrations } from '@cellbridge/migrator';
import { Deployment } from '@cellbridge/objects';
import type { DemoDocument } from '../documents/demo-document.js';
import { EXIT } from '../exit-code.js';
import type { Io } from '../io.js';
import type { Output } from '../output.js';
import { showProgress } from '../show-progress.js';
import { checkLedger } from './check-ledger.js';
import { makeDeployment } from './make-deployment.js';
import { makeFolder } from './make-folder.js';
import { summarize } from './summarize.js';
import { runTraffic } from './traffic.js';

const GROUPS = 3_000;
/** Small, so that there is something to see, and traffic between the batches. */
const BATCH_SIZE = 5;

/** What a demo prints to, and what the user has chosen. */
interface DemoOptions {
  readonly io: Io;
  readonly output: Output<DemoDocument>;
  readonly groups: number | undefined;
  readonly folder: string | undefined;
}

/** Shows the move on databases that it creates itself. @returns 0 if nothing was lost. */
export async function runDemo({ io, output, ...options }: DemoOptions): Promise<number> {
  const { groups = GROUPS } = options;
  const folder = await makeFolder(options.folder, io.folder);
  output.line(`Creating an API database and two cells with ${groups} instance groups in ${folder}`);
  const { apiUrl, groupUuids } = await makeDeployment(folder, groups);

  await using deployment = await Deployment.open({ api: apiUrl });
  const context = deployment.context({ userId: 'demo-user', projectId: 'demo-project' });
  output.line('Moving them, while a service reads, adds members, renames, creates and destroys');
  const progress = showProgress(output);
  const started = performance.now();
  let isOver = false;
  const move = runOnlineDataMigrations(deployment, [instanceGroupsMigration], {
    batchSize: BATCH_SIZE,
    signal: io.heedInterruption(),
    onProgress: output.isTerminal ? progress.onProgress : undefined,
  }).finally(() => {
    isOver = true;
    progress.stop();
  });
  const [report, ledger] = await Promise.all([move, runTraffic(context, groupUuids, () => isOver)]);
  const seconds = (performance.now() - started) / 1_000;
  const moved = report.migrations.reduce((sum, { done }) => sum + done, 0);
  const { reads, writes, lists, destroyed, faults } = ledger;
  const counts = { groups, moved, seconds, reads, writes, lists, destroyed: destroyed.size };
  if (report.stopped) {
    output.document({ folder, ...counts, checked: 0, outcome: 'stopped', faults });
    output.line(`Stopped after ${moved} of ${groups} groups. The databases are in ${folder}.`);
    return EXIT.more;
  }
  const checked = await checkLedger(context, groupUuids, ledger);
  output.document({ folder, ...counts, checked, outcome: report.outcome, faults });
  summarize(output, { ...counts, checked, faults, apiUrl });
  return report.outcome === 'complete' && faults.length === 0 ? EXIT.done : EXIT.failed;
}
