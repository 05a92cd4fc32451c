import { showsOnePolicy } from '@cellbridge/db-api';
import { listGroupsOfSeveralPolicies } from '@cellbridge/db-cell';
import { type Cell, CellbridgeError, type Deployment, eachCell } from '@cellbridge/objects';
import { chosenCells } from '../chosen-cells.js';

/** A group of which Nova will show one policy only. */
export interface GroupOfSeveralPolicies {
  readonly cellUuid: string;
  readonly cellName: string | null;
  readonly groupUuid: string;
  readonly name: string | null;
}

/**
 * The groups that have not moved yet and have several policies, where Nova is 18 (Rocky) or later: all
 * policies move, and Nova shows one of them, without saying which. Where Nova is older there are none.
 * A cell that is down, or cannot say it, is passed over: a run says why.
 *
 * @param options `cells`: the uuids of the cells (default: all); `limit`: how many groups at most.
 */
export async function findSeveralPolicies(
  deployment: Deployment,
  { cells, limit }: { readonly cells?: readonly string[] | undefined; readonly limit: number },
): Promise<GroupOfSeveralPolicies[]> {
  if (!(await showsOnePolicy(deployment.api))) return [];
  const found = await eachCell(chosenCells(deployment, cells), (cell) => listOf(cell, limit));
  return found.flat().slice(0, limit);
}

async function listOf(cell: Cell, limit: number): Promise<GroupOfSeveralPolicies[]> {
  try {
    return await listSeveralPolicies(cell, limit);
  } catch (error) {
    if (CellbridgeError.isInstance(error)) return [];
    throw error;
  }
}

/**
 * The groups of a cell that have not moved yet and have several policies, whichever Nova it is.
 *
 * @throws CellUnavailableError or another error of the cell, if it cannot say it.
 */
export async function listSeveralPolicies(
  cell: Cell,
  limit: number,
): Promise<GroupOfSeveralPolicies[]> {
  const { uuid: cellUuid, name: cellName } = cell;
  const groups = await cell.snapshot((reader) => listGroupsOfSeveralPolicies(reader, limit));
  return groups.map(({ uuid, name }) => ({ cellUuid, cellName, groupUuid: uuid, name }));
}
