import { verifyDeployment } from '@cellbridge/migrator';
import { Deployment } from '@cellbridge/objects';

/** Verifies everything, as the command does, and gives the seconds it took; opening is not counted. */
export async function runVerify(api: string): Promise<number> {
  await using deployment = await Deployment.open({ api });
  for (const cell of deployment.cells) await cell.withDatabase(async () => {});
  const started = performance.now();
  const { outcome } = await verifyDeployment(deployment);
  const seconds = (performance.now() - started) / 1000;
  if (outcome !== 'clean') throw new Error(`The verification has ended as ${outcome}.`);
  return seconds;
}
