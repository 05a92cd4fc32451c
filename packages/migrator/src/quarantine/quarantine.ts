import { findGroupsByUuid, listQuarantine, type Quarantined } from '@cellbridge/db-api';
import { findGroupsById } from '@cellbridge/db-cell';
import type { Deployment } from '@cellbridge/objects';
import { v4 as drawUuid } from 'uuid';
import { listLostUuids } from '../evidence/list-lost.js';
import { CellRun } from '../instance-groups/cell-run.js';
import type { GroupContent } from '../instance-groups/digest.js';
import { moveOne } from '../instance-groups/move-one.js';
import { Tally } from '../instance-groups/tally.js';
import { endGone } from './end-gone.js';
import { findEntries } from './find-entries.js';

/** A quarantined group with what both sides hold of it. */
export interface QuarantineDescription {
  /** Why it is in quarantine, and since when. */
  readonly entry: Quarantined;
  readonly cellName: string | null;
  /** The group in the API database; `null` where it has none of this uuid. */
  readonly api: GroupContent | null;
  /** The row in the cell; `null` where it is not live any more, or its id is another group's by now. */
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
  const entries = await findEntries(deployment, groupUuid, { resolved: true });
  return await Promise.all(
    entries.map(async (entry) => {
      const [api = null] = await findGroupsByUuid(deployment.api, [entry.groupUuid]);
      const cell = deployment.cell(entry.cellUuid);
      const [group] = await cell.read((db) => findGroupsById(db, [entry.cellGroupId]));
      const isIts = group?.uuid === entry.groupUuid;
      return { entry, cellName: cell.name, api, cell: isIts ? group : null };
    }),
  );
}

/**
 * Tries to move quarantined groups once more: the ones given, or all.
 *
 * @returns how many were tried, have moved, and are in quarantine still. Those that are neither are
 * not live in their cell any more, and leave the quarantine as `gone`.
 * @throws InvalidInputError if one of them is not in quarantine. · CellUnavailableError
 */
export async function retryQuarantined(
  deployment: Deployment,
  groupUuids?: readonly string[],
): Promise<{ tried: number; moved: number; quarantined: number }> {
  const tried =
    groupUuids === undefined
      ? await listQuarantine(deployment.api)
      : await findEach(deployment, groupUuids);
  const lostUuids = await listLostUuids(deployment);
  const options = { limit: Number.POSITIVE_INFINITY, runId: drawUuid(), lostUuids };
  let moved = 0;
  let quarantined = 0;
  for (const entry of tried) {
    const { cellUuid, cellGroupId, groupUuid } = entry;
    const run = new CellRun(deployment, deployment.cell(cellUuid), options);
    run.quarantined.add(cellGroupId);
    const outcome = await moveOne(run, { id: cellGroupId, uuid: groupUuid }, new Tally());
    if (outcome === 'gone') await endGone(deployment, entry, options.runId);
    if (outcome === 'moved') moved += 1;
    if (outcome === 'quarantined') quarantined += 1;
  }
  return { tried: tried.length, moved, quarantined };
}

/** The entries of some groups, each once, in their order. */
async function findEach(
  deployment: Deployment,
  groupUuids: readonly string[],
): Promise<Quarantined[]> {
  const found = new Map<number, Quarantined>();
  for (const uuid of groupUuids) {
    for (const entry of await findEntries(deployment, uuid)) found.set(entry.id, entry);
  }
  return [...found.values()].sort((left, right) => left.id - right.id);
}
