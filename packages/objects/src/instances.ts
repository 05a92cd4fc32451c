import type { Database } from '@cellbridge/db-api';
import { findCellsOfInstances } from '@cellbridge/db-api';
import { findHosts, findInstancesOfUser } from '@cellbridge/db-cell';
import { askCells, unavailable } from './ask-cells.js';
import type { Deployment } from './deployment.js';

/**
 * The hosts of live instances, each once (Nova's `get_hosts`).
 *
 * @throws CellUnavailableError if a cell that has to be asked is down.
 */
export async function findHostsOfInstances(
  deployment: Deployment,
  instanceUuids: readonly string[],
): Promise<string[]> {
  return await askForInstances(deployment, instanceUuids, findHosts);
}

/** Counts the live instances that belong to a user (Nova's `count_members_by_user`). */
export async function countInstancesOfUser(
  deployment: Deployment,
  instanceUuids: readonly string[],
  userId: string,
): Promise<number> {
  const found = await askForInstances(deployment, instanceUuids, (cell, uuids) =>
    findInstancesOfUser(cell, uuids, userId),
  );
  return found.length;
}

/**
 * Asks for instances where they are: a mapped one in its cell, one without a mapping in every cell.
 * One query a cell, all at the same time; each answer is given once.
 */
async function askForInstances(
  deployment: Deployment,
  instanceUuids: readonly string[],
  query: (cell: Database, instanceUuids: readonly string[]) => Promise<string[]>,
): Promise<string[]> {
  if (instanceUuids.length === 0) return [];
  const { api, completeCells, onCellDown } = deployment;
  const { cells } = await completeCells.current();
  const mapped = await findCellsOfInstances(api, instanceUuids);
  const known = new Set(cells.map((cell) => cell.uuid));
  const byCell = new Map<string, string[]>(cells.map((cell) => [cell.uuid, []]));
  for (const uuid of instanceUuids) {
    const cell = mapped.get(uuid);
    const asked = cell !== undefined && known.has(cell) ? [cell] : known;
    for (const cellUuid of asked) byCell.get(cellUuid)?.push(uuid);
  }
  const { answers, failures } = await askCells(
    cells.filter((cell) => byCell.get(cell.uuid)?.length),
    (database, cell) => query(database, byCell.get(cell.uuid) ?? []),
  );
  unavailable(failures, onCellDown);
  return [...new Set(answers.flatMap(({ value }) => value))];
}
