import {
  Deployment,
  type DeploymentOptions,
  listCellOptions,
  overrideCells,
  type RequestContext,
} from '@cellbridge/objects';
import { type CellDbOptions, cellOverrides } from './cell-overrides.js';
import type { Invocation } from './command.js';
import { describeLooseFiles } from './loose-files.js';
import { shownUrl } from './shown-url.js';
import { UsageError } from './usage-error.js';

/** Opens the deployment that a command is for, and closes it when `use` is done. */
export async function withDeployment<T>(
  invocation: Invocation<CellDbOptions>,
  use: (deployment: Deployment) => Promise<T>,
  options: Omit<DeploymentOptions, 'api' | 'cells' | 'novaConnection'> = {},
): Promise<T> {
  const { apiUrl, novaConnection, output } = invocation;
  const overrides = await cellOverrides(invocation);
  const cellsOption =
    overrides.length > 0
      ? { cells: await overrideCells(apiUrl, overrides, { novaConnection }) }
      : { novaConnection };
  await using deployment = await Deployment.open({ api: apiUrl, ...cellsOption, ...options });
  const cells = [...(await listCellOptions(deployment.api, novaConnection)), ...overrides];
  const warning = describeLooseFiles([apiUrl, ...cells.map(({ url }) => url)]);
  if (warning !== undefined) output.warn(warning);
  return await use(deployment);
}

/**
 * Like {@link withDeployment}, for a command that works on cells: without cells it would report success.
 *
 * @throws UsageError if there are none.
 */
export async function withCells<T>(
  invocation: Invocation<CellDbOptions>,
  use: (deployment: Deployment) => Promise<T>,
  options: Omit<DeploymentOptions, 'api' | 'cells' | 'novaConnection'> = {},
): Promise<T> {
  const work = async (deployment: Deployment) => {
    if (deployment.cells.length === 0) throw new UsageError(noCells(invocation.apiUrl));
    return await use(deployment);
  };
  return await withDeployment(invocation, work, options);
}

/** The message for an API database without cells. */
export function noCells(apiUrl: string): string {
  return `There are no cells in cell_mappings of ${shownUrl(apiUrl)}; check the URL, or name the cells with --cell-db NAME=URL.`;
}

/** The command acts as admin; `--project` narrows it to one project. */
export function contextOf(
  deployment: Deployment,
  { options: { project }, io }: Invocation<{ readonly project: string | undefined }>,
): RequestContext {
  if (project === undefined) return deployment.adminContext();
  return deployment.context({ userId: io.userName, projectId: project });
}
