/** Queries on instances, wherever they are. */
import {
  findCellsOfInstances,
  findMappedInstances,
  findUsersOfBuildRequests,
  type MappedInstance,
} from '@cellbridge/db-api';
import {
  type CellDatabase,
  findHosts,
  findInstanceHosts,
  findInstancesOfUser,
  findLiveInstances,
} from '@cellbridge/db-cell';
import { askCells, failOrSkip } from './ask-cells.js';
import type { Cell } from './cell.js';
import type { Deployment } from './deployment.js';

/**
 * Returns the hosts of live instances, each once (Nova's `get_hosts`).
 *
 * @throws CellUnavailableError if a cell that has to be asked is down.
 */
export async function findHostsOfInstances(
  deployment: Deployment,
  instanceUuids: readonly string[],
): Promise<string[]> {
  const cells = await findCells(deployment, instanceUuids);
  return [...new Set(await askForInstances(deployment, instanceUuids, cells, findHosts))];
}

/**
 * Counts the live instances on each host. Counts an instance that is in two cells in the first.
 *
 * @throws CellUnavailableError if a cell that has to be asked is down.
 */
export async function countInstancesByHost(
  deployment: Deployment,
  instanceUuids: readonly string[],
): Promise<Map<string, number>> {
  const cells = await findCells(deployment, instanceUuids);
  const found = await askForInstances(deployment, instanceUuids, cells, findInstanceHosts);
  const counted = new Set<string>();
  const counts = new Map<string, number>();
  for (const { uuid, host } of found) {
    if (counted.has(uuid)) continue;
    counted.add(uuid);
    counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  return counts;
}

/**
 * Returns the instances that exist: live in their cell, or mapped but not scheduled to one yet (what Nova's API
 * shows of a server group's members).
 *
 * @throws CellUnavailableError if a cell that has to be asked is down.
 */
export async function findExistingInstances(
  deployment: Deployment,
  instanceUuids: readonly string[],
): Promise<Set<string>> {
  const cells = await findCells(deployment, instanceUuids);
  const [toCome, others] = split(instanceUuids, (uuid) => cells.get(uuid) === null);
  const live = await askForInstances(deployment, others, cells, findLiveInstances);
  return new Set([...toCome, ...live]);
}

/**
 * Counts the instances of a user like Nova's quota of `server_group_members`: by their instance mappings. These
 * include an instance that is not in a cell yet, but none that is queued for deletion. It looks for an instance
 * without a mapping, or with one that was written before Stein, in the cells and among the build requests.
 *
 * Nova ignores all mappings as long as a single one was written before Stein. Both ways give the same count, so
 * each instance is counted here as its own mapping allows.
 *
 * @throws CellUnavailableError if a cell that has to be asked is down.
 */
export async function countInstancesOfUser(
  deployment: Deployment,
  instanceUuids: readonly string[],
  userId: string,
): Promise<number> {
  if (instanceUuids.length === 0) return 0;
  const asked = [...new Set(instanceUuids)];
  const mapped = await findMappedInstances(deployment.api, asked);
  const [certain, others] = split(asked, (uuid) => tellsUser(mapped.get(uuid)));
  const counted = certain.filter((uuid) => {
    const mapping = mapped.get(uuid);
    return !mapping?.queuedForDelete && mapping?.userId === userId;
  });
  if (others.length === 0) return counted.length;
  const cells = await findCells(deployment, others);
  const live = new Set(
    await askForInstances(deployment, others, cells, (cell, uuids) =>
      findInstancesOfUser(cell, uuids, userId),
    ),
  );
  const missing = others.filter((uuid) => !live.has(uuid));
  const users = await findUsersOfBuildRequests(deployment.api, missing);
  const toCome = missing.filter((uuid) => users.get(uuid) === userId);
  return counted.length + live.size + toCome.length;
}

/** Returns whether a mapping alone tells whether its instance counts, and for which user. */
function tellsUser(mapping: MappedInstance | undefined): boolean {
  if (!mapping || mapping.queuedForDelete) return mapping !== undefined;
  return mapping.userId !== null && (mapping.queuedForDelete === false || !mapping.isScheduled);
}

async function findCells(
  { api }: Deployment,
  instanceUuids: readonly string[],
): Promise<Map<string, string | null>> {
  return instanceUuids.length === 0 ? new Map() : await findCellsOfInstances(api, instanceUuids);
}

/**
 * Says in which cells instances have to be looked for: a mapped one in its cell; one without a mapping, or whose
 * mapping names an unknown cell, in every cell.
 *
 * @param cellOf the uuid of the cell that an instance is mapped to, by the instance's uuid.
 * @returns the instances to look for, by the uuid of each cell.
 */
export function instancesByCell(
  instanceUuids: readonly string[],
  cellOf: ReadonlyMap<string, string | null>,
  cells: readonly Cell[],
): Map<string, readonly string[]> {
  const byCell = new Map<string, string[]>(cells.map((cell) => [cell.uuid, []]));
  for (const uuid of instanceUuids) {
    const cell = cellOf.get(uuid);
    const asked = typeof cell === 'string' && byCell.has(cell) ? [cell] : byCell.keys();
    for (const cellUuid of asked) byCell.get(cellUuid)?.push(uuid);
  }
  return byCell;
}

/**
 * Asks for instances where they are, by {@link instancesByCell}. One query per cell, a few at a time; the answers
 * are in the order of the cells.
 */
async function askForInstances<T>(
  deployment: Deployment,
  instanceUuids: readonly string[],
  cellOf: ReadonlyMap<string, string | null>,
  query: (cell: CellDatabase, instanceUuids: readonly string[]) => Promise<T[]>,
): Promise<T[]> {
  if (instanceUuids.length === 0) return [];
  const { cells } = await deployment.knownCells.upToDate();
  const byCell = instancesByCell(instanceUuids, cellOf, cells);
  const { answers, failures } = await askCells(
    cells.filter((cell) => byCell.get(cell.uuid)?.length),
    (database, cell) => query(database, byCell.get(cell.uuid) ?? []),
  );
  failOrSkip(failures, deployment);
  return answers.flatMap(({ value }) => value);
}

function split<T>(values: readonly T[], isFirst: (value: T) => boolean): [T[], T[]] {
  return [values.filter(isFirst), values.filter((value) => !isFirst(value))];
}
