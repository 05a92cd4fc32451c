import { isSameDatabase, listCellMappings, openApiDatabase } from '@cellbridge/db-api';
import { type CellOptions, Deployment, type DeploymentOptions } from '@cellbridge/objects';
import { v5 as uuidOfName } from 'uuid';
import { type GivenCell, givenCells } from './cell-db-option.js';
import type { Invocation } from './command.js';
import { describeLooseFiles } from './loose-files.js';
import { shownUrl } from './shown-url.js';
import { UsageError } from './usage-error.js';

/** What the uuid of a cell is made from that has a name only: the same for everybody, in every run. */
const NAMES_OF_CELLS = '0c5d7a7e-7c0f-4b3e-9a44-6b1d7f0a2c11';

/** Opens the deployment that a command is for, and closes it when `use` is done. */
export async function withDeployment<T>(
  invocation: Invocation,
  use: (deployment: Deployment) => Promise<T>,
  options: Omit<DeploymentOptions, 'api' | 'cells'> = {},
): Promise<T> {
  const { apiUrl } = invocation;
  const given = givenCells(invocation);
  const cells = given.length > 0 ? { cells: await cellsWith(apiUrl, given) } : {};
  await using deployment = await Deployment.open({ api: apiUrl, ...cells, ...options });
  await warnOfLooseFiles(invocation, deployment);
  return await use(deployment);
}

/** In one line beside the result, whatever the number of files. */
async function warnOfLooseFiles(invocation: Invocation, { api }: Deployment): Promise<void> {
  const mappings = await listCellMappings(api);
  const cells = mappings.map(({ databaseConnection }) => databaseConnection);
  const given = givenCells(invocation).map(({ url }) => url);
  const warning = describeLooseFiles([invocation.apiUrl, ...cells, ...given]);
  if (warning !== undefined) invocation.output.note(warning);
}

/**
 * The same for a command that works on cells: without any it would find that all is well.
 *
 * @throws UsageError if there are none.
 */
export async function withCells<T>(
  invocation: Invocation,
  use: (deployment: Deployment) => Promise<T>,
  options: Omit<DeploymentOptions, 'api' | 'cells'> = {},
): Promise<T> {
  const work = async (deployment: Deployment) => {
    if (deployment.cells.length === 0) throw new UsageError(noCells(invocation.apiUrl));
    return await use(deployment);
  };
  return await withDeployment(invocation, work, options);
}

/** What a user is told of an API database that maps no cell. */
export function noCells(apiUrl: string): string {
  return `There are no cells in cell_mappings of ${shownUrl(apiUrl)}; check the URL, or name the cells with --cell-db NAME=URL.`;
}

/** The mapped cells and the given ones. A given one that bears the name or uuid of a mapping is that cell. */
async function cellsWith(apiUrl: string, given: readonly GivenCell[]): Promise<CellOptions[]> {
  await using api = await openApiDatabase(apiUrl);
  const mappings = await listCellMappings(api);
  const cells = new Map<string, CellOptions>(
    mappings.map(({ uuid, name, databaseConnection }) => {
      return [uuid, { uuid, name, url: databaseConnection || null }];
    }),
  );
  const taken = new Set<string>();
  for (const { name, url } of given) {
    const mapped = mappings.filter((mapping) => [mapping.name, mapping.uuid].includes(name));
    const [mapping, ...others] = mapped;
    if (others.length > 0) {
      throw new UsageError(`Several cells bear the name ${name}; give the uuid in its place.`);
    }
    const uuid = mapping?.uuid ?? uuidOfName(name, NAMES_OF_CELLS);
    if (taken.has(uuid)) throw new UsageError(`Cell ${name} is given twice.`);
    taken.add(uuid);
    cells.set(uuid, { uuid, name: mapping?.name ?? name, url });
  }
  checkDatabases([...cells.values()], taken, apiUrl);
  return [...cells.values()];
}

/**
 * The same rows under two names would be moved twice. What mappings alone have wrong is named by whatever
 * works on the cells.
 */
function checkDatabases(
  cells: readonly CellOptions[],
  given: ReadonlySet<string>,
  apiUrl: string,
): void {
  for (const cell of cells) {
    const { url, uuid } = cell;
    if (url === null || !given.has(uuid)) continue;
    const name = cell.name ?? uuid;
    if (isSameDatabase(url, apiUrl)) {
      throw new UsageError(`Cell ${name} has the API database; give the URL of a cell database.`);
    }
    const twin = cells.find((other) => other !== cell && isSameDatabase(other.url ?? '', url));
    if (twin) {
      throw new UsageError(
        `Cells ${twin.name ?? twin.uuid} and ${name} have the same database; to reach a mapped cell under another URL, give it by its own name.`,
      );
    }
  }
}
