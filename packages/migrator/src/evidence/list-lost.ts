import { type Cell, CellbridgeError, type Deployment, eachCell } from '@cellbridge/objects';
import type { LostGroup } from './evidence-lost-error.js';
import { findOneSided } from './one-sided.js';

/** Lists the groups that only a cell proves to have moved. */
export async function listLost(
  deployment: Deployment,
  cell: Cell,
): Promise<(LostGroup & { cellGroupId: number })[]> {
  const lost: (LostGroup & { cellGroupId: number })[] = [];
  for await (const page of findOneSided(deployment, cell)) {
    for (const { loss, receipt } of page) {
      const { groupUuid, cellGroupId } = receipt;
      lost.push({ loss, groupUuid, cellGroupId });
    }
  }
  return lost;
}

/**
 * Lists the uuids of groups that the API database has lost, whatever cell proves it. Until they are
 * recovered, no other group of such a uuid may take their place. A cell that does not answer says
 * nothing; whoever works on it names it.
 */
export async function listLostUuids(deployment: Deployment): Promise<Set<string>> {
  const ofCell = async (cell: Cell): Promise<(string | null)[]> => {
    try {
      const lost = await listLost(deployment, cell);
      return lost.filter(({ loss }) => loss === 'group').map(({ groupUuid }) => groupUuid);
    } catch (error) {
      if (CellbridgeError.isInstance(error)) return [];
      throw error;
    }
  };
  const uuids = await eachCell(deployment.cells, ofCell);
  return new Set(uuids.flat().filter((uuid) => uuid !== null));
}
