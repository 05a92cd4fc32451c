import {
  type ApiGroup,
  findGroupsByUuids,
  findKnownGroups,
  listQuarantine,
  type Quarantined,
  type QuarantineReason,
} from '@cellbridge/db-api';
import { type CellGroup, findGroupsById } from '@cellbridge/db-cell';
import type { Deployment } from '@cellbridge/objects';
import { v4 as generateUuid } from 'uuid';
import { listLostUuids } from '../evidence/list-lost.js';
import { CellRun } from '../instance-groups/cell-run.js';
import { moveOne } from '../instance-groups/move-one.js';
import { findUnreadableInGroup } from '../instance-groups/refuse-unreadable.js';
import { isOfMove } from '../receipt-of-row.js';
import { choicesOf, type Keep } from './choices.js';
import { endGone } from './end-gone.js';
import { findEntries } from './find-entries.js';

/** A quarantined group with what both sides hold of it. */
export interface QuarantineDescription {
  /** Why it is in quarantine, and since when. */
  readonly entry: Quarantined;
  readonly cellName: string | null;
  /** The group in the API database; `null` where it has none of this uuid. */
  readonly api: ApiGroup | null;
  /** Where the group in the API database moved from; `null` where it was made there, or there is none. */
  readonly apiFrom: GroupOrigin | null;
  /** The row in the cell; `null` where it is no longer live, or its id is another group's by now. */
  readonly cell: CellGroup | null;
  /** The sides that may stay; none where nothing is to be decided, or nothing can be. */
  readonly choices: readonly Keep[];
  /** Why nothing can be decided yet, and what to do about it. */
  readonly obstacle: string | null;
}

/** The row of a cell that a group has moved from. */
export interface GroupOrigin {
  readonly cellUuid: string;
  /** `null` where the cell has no name, or is no longer mapped. */
  readonly cellName: string | null;
  readonly cellGroupId: number;
  /** `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
  readonly movedAt: string;
}

/** Which quarantine entries are selected: those that match every given field. */
export interface QuarantineFilter {
  /** The name or uuid of a cell. */
  readonly cell?: string | undefined;
  readonly reason?: QuarantineReason | undefined;
  /** The groups; each has to be in quarantine. */
  readonly groupUuids?: readonly string[] | undefined;
  /** Whether those that have ended are selected as well. */
  readonly resolved?: boolean;
}

/**
 * Lists what could not move, oldest first: the open entries, or with `resolved` all of them.
 *
 * @throws InvalidInputError if there is no such cell, or one of the groups is not in quarantine.
 */
export async function listQuarantined(
  deployment: Deployment,
  { cell, reason, groupUuids, resolved = false }: QuarantineFilter = {},
): Promise<Quarantined[]> {
  const cellUuid = cell === undefined ? undefined : deployment.cell(cell).uuid;
  const entries = groupUuids
    ? await findEach(deployment, groupUuids, { resolved })
    : await listQuarantine(deployment.api, { resolved });
  return entries.filter(
    (entry) =>
      (cellUuid === undefined || entry.cellUuid === cellUuid) &&
      (reason === undefined || entry.reason === reason),
  );
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
  return await Promise.all(entries.map((entry) => describeEntry(deployment, entry)));
}

/** Describes an entry. @throws InvalidInputError if its cell is not mapped. · CellUnavailableError */
export async function describeEntry(
  deployment: Deployment,
  entry: Quarantined,
): Promise<QuarantineDescription> {
  const { cellGroupId, groupUuid } = entry;
  const [api] = await findGroupsByUuids(deployment.api, [groupUuid]);
  const cell = deployment.cell(entry.cellUuid);
  const { group = null, isReadable } = await cell.ask(async (reader) => {
    const [row] = await findGroupsById(reader, [cellGroupId]);
    const found = row?.uuid === groupUuid ? row : undefined;
    const unreadable = found ? await findUnreadableInGroup(reader, cellGroupId) : [];
    return { group: found, isReadable: unreadable.length === 0 };
  });
  const isOpen = entry.resolution === null && group !== null;
  return {
    entry,
    cellName: cell.name,
    api: api ?? null,
    apiFrom: api ? await findOrigin(deployment, groupUuid) : null,
    cell: group,
    ...(isOpen ? choicesOf({ entry, api, isReadable }) : { choices: [], obstacle: null }),
  };
}

async function findOrigin(deployment: Deployment, groupUuid: string): Promise<GroupOrigin | null> {
  const receipt = (await findKnownGroups(deployment.api, [groupUuid])).get(groupUuid)?.receipt;
  // A group that is there although that one was destroyed was made there since.
  if (!receipt || receipt.destroyedAt !== null || !isOfMove(receipt)) return null;
  const { cellUuid, cellGroupId, movedAt } = receipt;
  const cellName = deployment.cells.find(({ uuid }) => uuid === cellUuid)?.name ?? null;
  return { cellUuid, cellName, cellGroupId, movedAt };
}

/**
 * Tries to move quarantined groups once more: the ones given, or all.
 *
 * @returns how many were tried, have moved, and are in quarantine still. Those that are neither are
 * no longer live in their cell, and leave the quarantine as `gone`.
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
  const options = { budget: { left: Number.POSITIVE_INFINITY }, runId: generateUuid(), lostUuids };
  let moved = 0;
  let quarantined = 0;
  for (const entry of tried) {
    const { cellUuid, cellGroupId, groupUuid } = entry;
    const run = new CellRun(deployment, deployment.cell(cellUuid), options);
    run.quarantined.add(cellGroupId);
    const { result, error } = await moveOne(run, { id: cellGroupId, uuid: groupUuid });
    if (error !== undefined) throw error;
    const { movedIds, quarantinedIds } = result;
    moved += movedIds.length;
    quarantined += quarantinedIds.length;
    const isGone = movedIds.length + quarantinedIds.length === 0;
    if (isGone) await endGone(deployment, entry, options.runId);
  }
  return { tried: tried.length, moved, quarantined };
}

/** The entries of some groups, each once, in their order. */
async function findEach(
  deployment: Deployment,
  groupUuids: readonly string[],
  options: { resolved?: boolean } = {},
): Promise<Quarantined[]> {
  const found = new Map<number, Quarantined>();
  for (const uuid of groupUuids) {
    for (const entry of await findEntries(deployment, uuid, options)) found.set(entry.id, entry);
  }
  return [...found.values()].sort((left, right) => left.id - right.id);
}
