import { Deployment } from '@cellbridge/objects';
import type { Invocation } from './command.js';
import { shownUrl } from './shown-url.js';
import { UsageError } from './usage-error.js';

/** Opens the deployment that a command is for, and closes it when `use` is done. */
export async function withDeployment<T>(
  { apiUrl }: Pick<Invocation, 'apiUrl'>,
  use: (deployment: Deployment) => Promise<T>,
): Promise<T> {
  await using deployment = await Deployment.open({ api: apiUrl });
  return await use(deployment);
}

/**
 * The same for a command that works on cells: without any it would find that all is well.
 *
 * @throws UsageError if there are none.
 */
export async function withCells<T>(
  { apiUrl }: Pick<Invocation, 'apiUrl'>,
  use: (deployment: Deployment) => Promise<T>,
): Promise<T> {
  return await withDeployment({ apiUrl }, async (deployment) => {
    if (deployment.cells.length === 0) throw new UsageError(noCells(apiUrl));
    return await use(deployment);
  });
}

/** What a user is told of an API database that maps no cell. */
export function noCells(apiUrl: string): string {
  return `There are no cells in cell_mappings of ${shownUrl(apiUrl)}; check the URL.`;
}
