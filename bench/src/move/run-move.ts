import { instanceGroupsMigration, runOnlineDataMigrations } from '@cellbridge/migrator';
import { Deployment } from '@cellbridge/objects';

/** Moves everything, as the command does, and gives the seconds it took; opening is not counted. */
export async function runMove(api: string): Promise<number> {
  await using deployment = await Deployment.open({ api });
  for (const cell of deployment.cells) await cell.withDatabase(async () => {});
  const started = performance.now();
  const report = await runOnlineDataMigrations(deployment, [instanceGroupsMigration]);
  const seconds = (performance.now() - started) / 1000;
  if (report.outcome !== 'complete') {
    throw new Error(`The move has ended as ${report.outcome}.`, {
      cause: report.migrations.find(({ error }) => error)?.error,
    });
  }
  return seconds;
}
