import { Deployment } from '@cellbridge/objects';
import type { Invocation } from './command.js';

/** Opens the deployment that a command is for, and closes it when `use` is done. */
export async function withDeployment<T>(
  { apiUrl }: Invocation,
  use: (deployment: Deployment) => Promise<T>,
): Promise<T> {
  await using deployment = await Deployment.open({ api: apiUrl });
  return await use(deployment);
}
