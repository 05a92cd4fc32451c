import { normalizeTimestamp } from '@cellbridge/schema';
import { and, asc, count, eq, gt, gte, ne, or, sql, sum } from 'drizzle-orm';
import type { ApiReader } from './api-database.js';

/**
 * Proof that a group moved: written in the transaction that inserts the group, and removed only if
 * the group goes back to its cell.
 * {@link recordDestroyed} writes one for a group that was destroyed without having moved: for the cell where that
 * happened, or for none (`cellUuid` is empty). Its `digest` is empty.
 */
export interface Receipt {
  readonly groupUuid: string;
  readonly cellUuid: string;
  /** The id of the cell's row that was moved. */
  readonly cellGroupId: number;
  /**
   * The highest member row that the group had when it moved, including soft-deleted ones. A live one above it
   * came later. 0: none.
   */
  readonly lastMemberId: number;
  /** The digest of the group when it moved: its content, timestamps and rules. Empty: never moved. */
  readonly digest: string;
  /** The uuid of the run that moved it; all zeros if somebody ended its quarantine. */
  readonly runId: string;
  /** `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
  readonly movedAt: string;
  /** When the group was destroyed in the API database; another one with its uuid may exist since. */
  readonly destroyedAt: string | null;
  /** The fields that were changed through the objects since the move; `members`: some were removed. */
  readonly changed: readonly string[];
}

/** A receipt of a move, as the move writes it. */
export type NewReceipt = Omit<Receipt, 'destroyedAt' | 'changed'>;

/** A `lastMemberId` of which no member row came later. */
export const HIGHEST_ID = 2 ** 31 - 1;

/** The run of a receipt that no run has written. */
export const NO_RUN = '00000000-0000-0000-0000-000000000000';

/** What the API database knows about a uuid. */
export interface KnownGroup {
  readonly uuid: string;
  /** A group with this uuid is in the API database now. */
  readonly exists: boolean;
  /** A group with this uuid was moved there once; without `exists` it was destroyed since. */
  readonly receipt: Receipt | undefined;
}

/** A receipt as a list, which a sub-select can return whole. */
type ReceiptTuple = [
  cellUuid: string,
  cellGroupId: number,
  lastMemberId: number,
  digest: string,
  runId: string,
  movedAt: string,
  destroyedAt: string | null,
  changed: string | null,
];

/**
 * Finds what the API database knows about each of `uuids`; the map leaves out unknown ones. One statement, one
 * snapshot.
 *
 * Sub-selects look each uuid up by an index. PostgreSQL may scan the whole table for a join, and keep that plan
 * while the table grows: each batch of a move would read everything that has moved.
 */
export async function findKnownGroups(
  reader: ApiReader,
  uuids: readonly string[],
): Promise<Map<string, KnownGroup>> {
  if (uuids.length === 0) return new Map();
  const { dialect } = reader;
  const { instanceGroups, receipts } = reader.tables;
  const asked = dialect.rows({ uuid: { type: 'text', values: uuids } }, 'asked');
  const groupId = sql<number | null>`(
    select id from ${instanceGroups} where ${dialect.holds(sql`uuid`, sql`asked.uuid`)} limit 1)`;
  const ofGroup = sql`${receipts} where group_uuid = asked.uuid`;
  const rows = await reader
    .select({
      uuid: sql<string>`asked.uuid`,
      groupId,
      receipts: dialect.jsonArray<ReceiptTuple>(
        [
          sql`cell_uuid`,
          sql`cell_group_id`,
          sql`last_member_id`,
          sql`digest`,
          sql`run_id`,
          sql`moved_at`,
          sql`destroyed_at`,
          sql`changed`,
        ],
        ofGroup,
        sql`group_uuid`,
      ),
    })
    .from(asked)
    .where(sql`${groupId} is not null or (select group_uuid from ${ofGroup}) is not null`);
  return new Map(
    rows.map(({ uuid, groupId, receipts: [tuple] }) => [
      uuid,
      { uuid, exists: groupId !== null, receipt: tuple && toReceipt(uuid, tuple) },
    ]),
  );
}

function toReceipt(groupUuid: string, tuple: ReceiptTuple): Receipt {
  const [cellUuid, cellGroupId, lastMemberId, digest, runId, movedAt, destroyedAt, changed] = tuple;
  return {
    groupUuid,
    cellUuid,
    cellGroupId,
    lastMemberId,
    digest,
    runId,
    movedAt: normalizeTimestamp(movedAt),
    destroyedAt: destroyedAt === null ? null : normalizeTimestamp(destroyedAt),
    changed: namesIn(changed),
  };
}

/** Returns the names in a receipt's list of changes. */
export function namesIn(changed: string | null): string[] {
  return changed?.split(',') ?? [];
}

/** How many groups of a cell a run has moved, and the sum of the ids of their rows in the cell. */
export interface ReceiptSummary {
  readonly runId: string;
  readonly groups: number;
  readonly idSum: number;
}

/** Counts the receipts of groups that each run has moved from a cell. One statement. */
export async function summarizeReceiptsByRun(
  reader: ApiReader,
  cellUuid: string,
): Promise<ReceiptSummary[]> {
  const { receipts } = reader.tables;
  const rows = await reader
    .select({ runId: receipts.runId, groups: count(), idSum: sum(receipts.cellGroupId) })
    .from(receipts)
    .where(and(eq(receipts.cellUuid, cellUuid), ne(receipts.digest, '')))
    .groupBy(receipts.runId);
  return rows.map(({ runId, groups, idSum }) => {
    return { runId, groups: Number(groups), idSum: Number(idSum ?? 0) };
  });
}

/** Counts the receipts of groups that have moved from each cell, mapped or not. */
export async function countReceiptsByCell(reader: ApiReader): Promise<Map<string, number>> {
  const { receipts } = reader.tables;
  const rows = await reader
    .select({ cellUuid: receipts.cellUuid, groups: count() })
    .from(receipts)
    .where(ne(receipts.digest, ''))
    .groupBy(receipts.cellUuid);
  return new Map(rows.map(({ cellUuid, groups }) => [cellUuid, Number(groups)]));
}

/** A position in the receipts of a cell: after the receipt with this row and uuid. */
export type ReceiptPlace = Pick<Receipt, 'cellGroupId' | 'groupUuid'>;

/** Comes before the first receipt, whatever the cell's ids are. */
const FIRST_PLACE: ReceiptPlace = { cellGroupId: -(2 ** 31), groupUuid: '' };

/**
 * Lists the receipts of a cell in the order of the cell's rows, then by uuid. That is the order of their index,
 * so a page costs the same at any position.
 */
export async function listReceipts(
  reader: ApiReader,
  cellUuid: string,
  { after = FIRST_PLACE, limit }: { after?: ReceiptPlace | undefined; limit: number },
): Promise<Receipt[]> {
  const { receipts } = reader.tables;
  const rows = await reader
    .select()
    .from(receipts)
    .where(
      and(
        eq(receipts.cellUuid, cellUuid),
        gte(receipts.cellGroupId, after.cellGroupId),
        or(gt(receipts.cellGroupId, after.cellGroupId), gt(receipts.groupUuid, after.groupUuid)),
      ),
    )
    .orderBy(asc(receipts.cellGroupId), asc(receipts.groupUuid))
    .limit(limit);
  return rows.map((row) => ({ ...row, changed: namesIn(row.changed) }));
}

/** Finds the receipts of groups that moved from a cell, by the ids of their cell rows. */
export async function findReceiptsByCellGroup(
  reader: ApiReader,
  cellUuid: string,
  cellGroupIds: readonly number[],
): Promise<Receipt[]> {
  const { receipts } = reader.tables;
  const rows = await reader
    .select()
    .from(receipts)
    .where(
      and(
        eq(receipts.cellUuid, cellUuid),
        reader.dialect.anyOf(receipts.cellGroupId, cellGroupIds, 'integer'),
      ),
    );
  return rows.map((row) => ({ ...row, changed: namesIn(row.changed) }));
}
