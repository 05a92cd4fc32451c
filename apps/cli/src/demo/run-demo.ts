import { existsSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { instanceGroupsMigration, runOnlineDataMigrations } from '@cellbridge/migrator';
import { Deployment } from '@cellbridge/objects';
import type { Invocation } from '../command.js';
import { EXIT } from '../exit-code.js';
import { showProgress } from '../show-progress.js';
import { UsageError } from '../usage-error.js';
import { checkLedger } from './check-ledger.js';
import { makeDeployment } from './make-deployment.js';
import { type Ledger, runTraffic } from './traffic.js';

const GROUPS = 3_000;
/** Small batches, so that there is something to see, and traffic between them. */
const BATCH_SIZE = 5;

/** Shows the move on databases that it makes itself: @returns 0 if nothing was lost. */
export async function runDemo(invocation: Invocation): Promise<number> {
  const { io, options, output } = invocation;
  const groups = (options.groups as number | undefined) ?? GROUPS;
  const folder = await makeFolder(options.folder as string | undefined, io.folder);
  output.line(`Making an API database and two cells with ${groups} instance groups in ${folder}`);
  const { apiUrl, groupUuids } = await makeDeployment(folder, groups);

  await using deployment = await Deployment.open({ api: apiUrl });
  const context = deployment.context({ userId: 'demo-user', projectId: 'demo-project' });
  output.line('Moving them, while a service reads, adds members, renames, creates and destroys …');
  const progress = showProgress(output, io);
  const started = performance.now();
  let isOver = false;
  const move = runOnlineDataMigrations(deployment, [instanceGroupsMigration], {
    batchSize: BATCH_SIZE,
    signal: io.signal,
    onProgress: output.isTerminal ? progress.onProgress : undefined,
  }).finally(() => {
    isOver = true;
    progress.stop();
  });
  const [report, ledger] = await Promise.all([move, runTraffic(context, groupUuids, () => isOver)]);
  const seconds = (performance.now() - started) / 1_000;
  if (report.stopped) {
    output.line(`Stopped. The databases are in ${folder}.`);
    return EXIT.more;
  }
  const checked = await checkLedger(context, groupUuids, ledger);
  const moved = report.migrations.reduce((sum, { done }) => sum + done, 0);
  const summary = { folder, groups, moved, seconds, checked, ...countsOf(ledger) };
  output.document({ ...summary, outcome: report.outcome, faults: ledger.faults });
  summarize(invocation, summary, ledger, apiUrl);
  return report.outcome === 'complete' && ledger.faults.length === 0 ? EXIT.done : EXIT.failed;
}

function countsOf({ reads, writes, lists, destroyed }: Ledger) {
  return { reads, writes, lists, destroyed: destroyed.size };
}

function summarize(
  { output }: Invocation,
  summary: ReturnType<typeof countsOf> & { moved: number; seconds: number; checked: number },
  { faults }: Ledger,
  apiUrl: string,
): void {
  const { moved, seconds, reads, writes, lists, destroyed, checked } = summary;
  const { green, red, bold } = output.colors;
  output.line();
  output.line(bold('What happened'));
  output.line(
    `  ${moved} groups moved from two cells to the API database in ${seconds.toFixed(1)} s.`,
  );
  output.line(
    `  Meanwhile the service made ${reads} look-ups, ${writes} writes and ${lists} lists;`,
  );
  output.line(`  ${destroyed} groups were destroyed, some before and some after they moved.`);
  if (faults.length === 0) {
    output.line(
      green(`  ${checked} acknowledged writes were checked: none is lost, no group is there`),
    );
    output.line(green('  twice, none came back, and no look-up missed a group that exists.'));
  } else {
    output.line(red(`  ${faults.length} things are wrong:`));
    for (const fault of faults.slice(0, 20)) output.line(red(`  ${fault}`));
  }
  output.line();
  output.line(bold('Look around'));
  output.line(`  cellbridge status --api-db ${apiUrl}`);
  output.line(`  cellbridge group list --api-db ${apiUrl}`);
}

/** A folder that holds a demo already is left as it is. */
async function makeFolder(given: string | undefined, current: string): Promise<string> {
  if (given === undefined) return await mkdtemp(join(tmpdir(), 'cellbridge-demo-'));
  const folder = resolve(current, given);
  if (existsSync(join(folder, 'api.sqlite'))) {
    throw new UsageError(`${folder} holds a demo already; remove it, or name another folder.`);
  }
  await mkdir(folder, { recursive: true });
  return folder;
}
