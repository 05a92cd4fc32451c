/** What a reversal would do with groups that have moved from a cell. */
import {
  findKnownGroups,
  findStampedGroups,
  HIGHEST_ID,
  type Receipt,
  refusedTexts,
  type StampedGroup,
  type StampedRow,
  type TextColumns,
} from '@cellbridge/db-api';
import {
  type CellReader,
  findGroupStates,
  findGroupsWithLiveRows,
  findLiveKeys,
  listCellReceipts,
  type RevivedGroup,
  type RevivedPart,
} from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import { NO_LIMIT } from '../evidence/judge-proofs.js';
import { asKept } from '../instance-groups/as-kept.js';
import { digestOf } from '../instance-groups/digest.js';
import { isOfMove, receiptOfRow } from '../receipt-of-row.js';
import type { StayingGroup, StayReason } from './reverse-report.js';

/** What is known before the groups of a cell are judged. */
export interface ReversalScope {
  readonly deployment: Deployment;
  readonly cell: Cell;
  /** What the cell's columns of texts hold. */
  readonly columns: TextColumns;
  /** The uuids of groups that another cell has: it proves that they moved from there, too, or they are live there. */
  readonly elsewhere: ReadonlySet<string>;
}

/** A group that can go back. */
export interface GoingGroup {
  /** What it is in the cell then. */
  readonly group: RevivedGroup;
  /** Of what it is in the API database. */
  readonly digest: string;
  /** Whether no member row of the cell counts as late: see `holdMembers`. */
  readonly isHeld: boolean;
}

/** What becomes of groups. Those that are destroyed, or not of this cell, are in neither list. */
export interface ReversalVerdict {
  readonly going: readonly GoingGroup[];
  readonly staying: readonly StayingGroup[];
  /** The receipts of groups whose row is live though they do not go back: an interrupted reversal has left it. */
  readonly toEnd: readonly Receipt[];
  /** The ids of the rows that are live. */
  readonly liveIds: ReadonlySet<number>;
}

const DETAILS: Readonly<Record<Exclude<StayReason, 'refused' | 'changing'>, string>> = {
  rules: 'It has rules, and a cell keeps none; take them off first.',
  rowGone:
    'Its row, or the receipt of its move, is no longer in the tables of the cell: it was archived or purged.',
  rowTaken: 'Another live group of the cell has its uuid; see "cellbridge quarantine list".',
  leftover: 'The cell has live rows of it; run "cellbridge db online-data-migrations" first.',
  elsewhere:
    'Another cell has the group, too: it moved from there as well, or is in quarantine there.',
  created: 'It was destroyed after it moved, and another group was created with its uuid.',
};

/**
 * Judges groups by their receipts, as both databases are now. Under the locks of the cell's rows, it is what is true until
 * these are released, but for the content in the API database.
 */
export async function judgeReversal(
  { cell, columns, deployment: { api }, elsewhere }: ReversalScope,
  reader: CellReader,
  receipts: readonly Receipt[],
): Promise<ReversalVerdict> {
  const uuids = receipts.map(({ groupUuid }) => groupUuid);
  const ids = receipts.map(({ cellGroupId }) => cellGroupId);
  const states = new Map(
    (await findGroupStates(reader, ids, { withArchive: false })).map((state) => [state.id, state]),
  );
  const withLiveRows = await findGroupsWithLiveRows(reader, ids);
  const proofs = { archived: false, groupIds: ids, limit: NO_LIMIT };
  const proved = new Set(
    (await listCellReceipts(reader, proofs)).map(({ cellGroupId }) => cellGroupId),
  );
  const liveKeys = await findLiveKeys(reader, uuids);
  const { known, stored } = await api.snapshot(async (reader) => ({
    known: await findKnownGroups(reader, uuids),
    stored: await findStampedGroups(reader, uuids),
  }));
  const going: GoingGroup[] = [];
  const staying: StayingGroup[] = [];
  const toEnd: Receipt[] = [];
  const liveIds = new Set<number>();
  for (const { cellGroupId: id, groupUuid: uuid } of receipts) {
    const receipt = receiptOfRow(cell, { id, uuid }, known);
    // It went back meanwhile, or was destroyed in its cell.
    if (!receipt || !isOfMove(receipt)) continue;
    const row = states.get(id);
    const isOwn = row?.uuid === uuid;
    const isLive = isOwn && row.state === 'live';
    if (isLive) liveIds.add(id);
    // What a killed reversal has written counts as content that moved.
    const isOurs = isLive && receipt.lastMemberId === HIGHEST_ID;
    const stay = (reason: StayReason, details: string) => {
      staying.push({ groupUuid: uuid, reason, details });
      if (isOurs) toEnd.push(receipt);
    };
    const group = stored.get(uuid);
    if (!group) {
      if (isOurs) toEnd.push(receipt);
    } else if (receipt.destroyedAt !== null) stay('created', DETAILS.created);
    else if (!isOwn || !(isLive || proved.has(id))) stay('rowGone', DETAILS.rowGone);
    else if (isLive ? !isOurs : withLiveRows.has(id)) stay('leftover', DETAILS.leftover);
    else if (liveKeys.some((key) => key.uuid === uuid && key.id !== id)) {
      stay('rowTaken', DETAILS.rowTaken);
    } else if (elsewhere.has(uuid)) stay('elsewhere', DETAILS.elsewhere);
    else if (Object.keys(group.rules).length > 0) stay('rules', DETAILS.rules);
    else {
      const revived = toRevived(reader, group, id);
      const refused = refusalsOf(columns, group, revived);
      if (refused.length > 0) stay('refused', refused.join(' '));
      else {
        const isHeld = receipt.lastMemberId === HIGHEST_ID;
        going.push({ group: revived, digest: digestOf(group), isHeld });
      }
    }
  }
  return { going, staying, toEnd, liveIds };
}

/** The group as the cell keeps it, each policy and member once. */
function toRevived(reader: CellReader, group: StampedGroup, id: number): RevivedGroup {
  const { uuid, name, userId, projectId, createdAt, updatedAt, policies, members } = group;
  const row = { id, uuid, name, userId, projectId, createdAt, updatedAt };
  return asKept(reader, { ...row, policies: distinct(policies), members: distinct(members) });
}

function distinct(rows: readonly StampedRow[]): RevivedPart[] {
  const first = new Map<string, RevivedPart>();
  for (const { value, createdAt, updatedAt } of rows) {
    if (value !== null && !first.has(value)) first.set(value, { value, createdAt, updatedAt });
  }
  return [...first.values()];
}

/** Why the cell would refuse the group: a sentence each. */
function refusalsOf(columns: TextColumns, group: StampedGroup, revived: RevivedGroup): string[] {
  const { name, userId, projectId, policies, members } = group;
  const values = [name, userId, projectId, ...[...policies, ...members].map(({ value }) => value)];
  // SQLite keeps bytes in any column.
  const isText = values.every((value) => value === null || typeof value === 'string');
  if (!isText) return ['The API database holds a value of it that is not text.'];
  return refusedTexts(columns, revived, 'instance_id');
}
