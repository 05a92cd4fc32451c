import { Deployment, type DeploymentOptions } from '@cellbridge/objects';
import type { TestDeployment } from '@cellbridge/testing';
import {
  instanceGroupsMigration,
  type RunOptions,
  type RunReport,
  runOnlineDataMigrations,
} from '../../src/index.js';

/** Opens a deployment as a service or a migrator does. */
export function openDeployment(
  databases: TestDeployment,
  options: Omit<DeploymentOptions, 'api'> = {},
): Promise<Deployment> {
  return Deployment.open({ api: databases.api.url, ...options });
}

/** Runs the migration of instance groups. */
export function runMove(deployment: Deployment, options: RunOptions = {}): Promise<RunReport> {
  return runOnlineDataMigrations(deployment, [instanceGroupsMigration], options);
}

/** The same as a process of its own does: opens the deployment, runs, and closes it. */
export async function move(
  databases: TestDeployment,
  options: RunOptions = {},
): Promise<RunReport> {
  await using deployment = await openDeployment(databases);
  return await runMove(deployment, options);
}
