import {
  type ApiTransaction,
  addMembers,
  closeEntry,
  findGroupByUuid,
  findStampedGroups,
  insertGroup,
  insertReceipt,
  lockGroup,
  NO_RUN,
  type Quarantined,
  recordChanged,
  removeMembers,
  replacePolicies,
  updateGroup,
} from '@cellbridge/db-api';
import {
  type CellGroup,
  endOfGroups,
  findGroupsById,
  findHighestMemberId,
  insertCellReceipts,
  lockLiveGroups,
  softDeleteGroups,
} from '@cellbridge/db-cell';
import { CellbridgeError, type Deployment, InvalidInputError, now } from '@cellbridge/objects';
import { withClaim } from '../instance-groups/claim.js';
import { digestOf } from '../instance-groups/digest.js';
import { refuseUnreadableGroup } from '../instance-groups/refuse-unreadable.js';
import { type Keep, refusalOf } from './choices.js';
import { endGone } from './end-gone.js';
import { findEntries } from './find-entries.js';

/**
 * Ends the quarantine of a group, in every cell that holds it, and records who decided what.
 *
 * The row in the cell is locked while the API database is changed, and soft-deleted afterwards: a
 * crash in between leaves a row that the next run meets again. Where the row is no longer live, or its
 * id is another group's by now, there is nothing to decide, and the entry ends as `gone`.
 *
 * @throws InvalidInputError if it is not in quarantine, or has one side only, which cannot move.
 * @throws CellbridgeError with the code `UNREADABLE_VALUE` if the cell's side would be copied, and cannot be read.
 * @throws CellUnavailableError
 */
export async function resolveQuarantined(
  deployment: Deployment,
  groupUuid: string,
  { keep, by }: { keep: Keep; by: string },
): Promise<void> {
  const entries = await findEntries(deployment, groupUuid);
  for (const entry of entries) await resolveEntry(deployment, entry, { keep, by });
}

/** What became of entries of the quarantine that were to be resolved. */
export interface ResolveReport {
  readonly resolved: readonly Quarantined[];
  /** Those that stay in quarantine, each with the reason. */
  readonly failed: readonly { readonly entry: Quarantined; readonly error: CellbridgeError }[];
  /** Whether the signal ended it before the last one. */
  readonly stopped: boolean;
}

/**
 * Ends the quarantine of several entries, as {@link listQuarantined} gives them, one after the other. One
 * that cannot be resolved holds up no other. The signal ends it after the entry that is being resolved.
 */
export async function resolveEntries(
  deployment: Deployment,
  entries: readonly Quarantined[],
  { keep, by, signal }: { keep: Keep; by: string; signal?: AbortSignal | undefined },
): Promise<ResolveReport> {
  const resolved: Quarantined[] = [];
  const failed: { entry: Quarantined; error: CellbridgeError }[] = [];
  for (const entry of entries) {
    if (signal?.aborted) return { resolved, failed, stopped: true };
    try {
      await resolveEntry(deployment, entry, { keep, by });
      resolved.push(entry);
    } catch (error) {
      if (!CellbridgeError.isInstance(error)) throw error;
      failed.push({ entry, error });
    }
  }
  return { resolved, failed, stopped: false };
}

async function resolveEntry(
  deployment: Deployment,
  entry: Quarantined,
  { keep, by }: { keep: Keep; by: string },
): Promise<void> {
  const { cellUuid, cellGroupId, groupUuid } = entry;
  const cell = deployment.cell(cellUuid);
  let isCopied = false;
  await cell.transaction(async (cellTransaction) => {
    // The cell has given its transaction up after that, and tries it again. Services may have changed the copy by now:
    // the next run meets the row.
    if (isCopied) return;
    const [row] = await lockLiveGroups(cellTransaction, { ids: [cellGroupId] });
    if (row?.uuid !== groupUuid) return await endGone(deployment, entry, by);
    const claimant = { deployment, cell };
    const digest = await withClaim(claimant, cellTransaction, [cellGroupId], async (spend) => {
      const [group] = await findGroupsById(cellTransaction, [cellGroupId]);
      const lastMemberId = await findHighestMemberId(cellTransaction, cellGroupId);
      if (group && keep !== 'api') await refuseUnreadableGroup(cellTransaction, cellGroupId);
      return await spend(async (transaction) => {
        if (!group) return undefined;
        await closeEntry(transaction, entry, { resolution: keep, resolvedBy: by }, now());
        await apply(transaction, group, entry, keep);
        const kept = (await findStampedGroups(transaction, [groupUuid])).get(groupUuid);
        if (!kept) return undefined;
        const moved = { digest: digestOf(kept), runId: NO_RUN, movedAt: now() };
        const receipt = { groupUuid, cellUuid, cellGroupId, lastMemberId };
        await insertReceipt(transaction, { ...receipt, ...moved });
        // The members were decided on, and did not move: of later ones the cell's rows tell nothing.
        const groupId = await lockGroup(transaction, groupUuid, null);
        if (groupId !== undefined) await recordChanged(transaction, [groupId], ['members']);
        return moved.digest;
      });
    });
    isCopied = keep !== 'api';
    const at = await endOfGroups(cellTransaction, [cellGroupId], now());
    await softDeleteGroups(cellTransaction, [cellGroupId], at);
    if (digest === undefined) return;
    const receipt = { cellGroupId, cellUuid, runId: NO_RUN, digest };
    await insertCellReceipts(cellTransaction, [receipt], at);
  });
}

/** Makes the API database's group what `keep` says. */
async function apply(
  transaction: ApiTransaction,
  group: CellGroup,
  entry: Quarantined,
  keep: Keep,
): Promise<void> {
  const groupId = await lockGroup(transaction, group.uuid, null);
  const there = await findGroupByUuid(transaction, group.uuid, null);
  // The cell's side was read before, unless it is not copied.
  const refusal = refusalOf(keep, { entry, api: there, isReadable: true });
  if (refusal !== undefined) throw new InvalidInputError(refusal);
  if (groupId === undefined || !there) {
    if (keep !== 'api') await insertGroup(transaction, { ...group, rules: {} });
    return;
  }
  if (keep === 'api') return;
  if (keep === 'cell') {
    const { name, userId, projectId } = group;
    await updateGroup(transaction, groupId, { name, userId, projectId }, now());
    const members = new Set(group.members);
    const surplus = there.members.filter((uuid) => !members.has(uuid));
    await removeMembers(transaction, groupId, surplus);
  }
  if (keep === 'cell' || there.policies.length === 0) {
    const rules = group.policies.length === 0 ? {} : there.rules;
    await replacePolicies(transaction, groupId, group.policies, rules, now());
  }
  await addMembers(transaction, groupId, group.members, now());
}
