import { findGroupsByUuid, listQuarantine, type Quarantined } from '@cellbridge/db-api';
import { findGroupsById } from '@cellbridge/db-cell';
import { type Deployment, InvalidInputError } from '@cellbridge/objects';
import { v4 as drawUuid } from 'uuid';
import { listLostUuids } from '../evidence/list-lost.js';
import { CellRun } from '../instance-groups/cell-run.js';
import type { GroupContent } from '../instance-groups/digest.js';
import { moveOne } from '../instance-groups/move-one.js';
import { Tally } from '../instance-groups/tally.js';

/** A quarantined group with what both sides hold of it. */
export interface QuarantineDescription {
  /** Why it is in quarantine, and since when. */
  readonly entry: Quarantined;
  readonly cellName: string | null;
  /** The group in the API database; `null` where it has none of this uuid. */
  readonly api: GroupContent | null;
  /** The row in the cell; `null` where it is not live any more. */
  readonly cell: GroupContent | null;
}

/** Lists what could not move, oldest first: the open entries, or with `resolved` all of them. */
export async function listQuarantined(
  deployment: Deployment,
  { cell, resolved = false }: { cell?: string | undefined; resolved?: boolean } = {},
): Promise<Quarantined[]> {
  const cellUuid = cell === undefined ? {} : { cellUuid: deployment.cell(cell).uuid };
  return await listQuarantine(deployment.api, { ...cellUuid, resolved });
}

/**
 * Shows both sides of a quarantined group, an entry for each cell that holds it.
 *
 * @throws InvalidInputError if it was never in quarantine. · CellUnavailableError
 */
export async function describeQuarantined(
  deployment: Deployment,
  groupUuid: string,
): Promise<QuarantineDescription[]> {
  const entries = await listQuarantine(deployment.api, { groupUuid, resolved: true });
  if (entries.length === 0) throw notQuarantined(groupUuid);
  const [api = null] = await findGroupsByUuid(deployment.api, [groupUuid]);
  return await Promise.all(
    entries.map(async (entry) => {
      const cell = deployment.cell(entry.cellUuid);
      const [group = null] = await cell.read((db) => findGroupsById(db, [entry.cellGroupId]));
      return { entry, cellName: cell.name, api, cell: group };
    }),
  );
}

/**
 * Tries to move quarantined groups once more: the ones given, or all.
 *
 * @returns how many were tried, have moved, and are in quarantine still. Those that are neither are
 * not live in their cell any more.
 * @throws InvalidInputError if one of them is not in quarantine. · CellUnavailableError
 */
export async function retryQuarantined(
  deployment: Deployment,
  groupUuids?: readonly string[],
): Promise<{ tried: number; moved: number; quarantined: number }> {
  const open = await listQuarantine(deployment.api);
  for (const uuid of groupUuids ?? []) {
    if (!open.some((entry) => entry.groupUuid === uuid)) throw notQuarantined(uuid);
  }
  const tried = open.filter(({ groupUuid }) => groupUuids?.includes(groupUuid) ?? true);
  const lostUuids = await listLostUuids(deployment);
  const options = { limit: Number.POSITIVE_INFINITY, runId: drawUuid(), lostUuids };
  let moved = 0;
  let quarantined = 0;
  for (const { cellUuid, cellGroupId } of tried) {
    const cell = deployment.cell(cellUuid);
    const run = new CellRun(deployment, cell, options);
    run.quarantined.add(cellGroupId);
    const outcome = await moveOne(run, cellGroupId, new Tally());
    if (outcome === 'moved') moved += 1;
    if (outcome === 'quarantined') quarantined += 1;
  }
  return { tried: tried.length, moved, quarantined };
}

export function notQuarantined(uuid: string): InvalidInputError {
  return new InvalidInputError(
    `Group ${uuid} is not in quarantine; "cellbridge quarantine list" says which are.`,
  );
}
