import type { Reader, Transaction } from '@cellbridge/database';
import { apiTables, normalizeTimestamp } from '@cellbridge/schema';
import { and, asc, count, eq, gt, sql, sum } from 'drizzle-orm';

/**
 * Proof that a group moved: written in the transaction that inserts the group, and never removed.
 * {@link recordDestroyed} writes one for a group that never moved and was destroyed: of the cell where
 * that was, or of none (`cellUuid` is empty). Its `digest` is empty.
 */
export interface Receipt {
  readonly groupUuid: string;
  readonly cellUuid: string;
  /** The id of the cell's row that was moved. */
  readonly cellGroupId: number;
  /**
   * The highest member row that the group had when it moved, soft-deleted ones included; a live one
   * above it came afterwards. 0: none.
   */
  readonly lastMemberId: number;
  /** The digest of the group when it moved: its content, time stamps and rules. Empty: never moved. */
  readonly digest: string;
  /** The run that moved it: a uuid; all zeros where somebody ended its quarantine. */
  readonly runId: string;
  /** `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
  readonly movedAt: string;
  /** When the group was destroyed in the API database; another one of its uuid may be there since. */
  readonly destroyedAt: string | null;
  /** The fields that were changed through the objects since the move; `members`: some were removed. */
  readonly changed: readonly string[];
}

/** A receipt of a move, as the move writes it. */
export type NewReceipt = Omit<Receipt, 'destroyedAt' | 'changed'>;

/** What the API database knows of a uuid. */
export interface KnownGroup {
  readonly uuid: string;
  /** A group of this uuid is in the API database now. */
  readonly exists: boolean;
  /** A group of this uuid was moved there once; without `exists` it was destroyed since. */
  readonly receipt: Receipt | undefined;
}

/** A receipt as a list, which a sub-select can give whole. */
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
 * Finds what the API database knows of each of `uuids`; one that it does not know is not in the map.
 * One statement, one snapshot.
 *
 * Each uuid is looked up by an index, in sub-selects. Of a join PostgreSQL may make a pass over the whole
 * table, and keep that plan while the table grows: each batch of a move would read all that has moved.
 */
export async function findKnownGroups(
  reader: Reader,
  uuids: readonly string[],
): Promise<Map<string, KnownGroup>> {
  if (uuids.length === 0) return new Map();
  const { dialect } = reader;
  const { instanceGroups, receipts } = apiTables(dialect.name);
  const asked = dialect.rows({ uuid: { type: 'text', values: uuids } }, 'asked');
  const groupId = sql<number | null>`(
    select id from ${instanceGroups} where uuid = asked.uuid limit 1)`;
  const ofGroup = sql`${receipts} where group_uuid = asked.uuid`;
  const rows = await reader
    .select({
      uuid: sql<string>`asked.uuid`,
      groupId,
      receipts: dialect.jsonArray<ReceiptTuple>(
        dialect.jsonTuple(
          sql`cell_uuid`,
          sql`cell_group_id`,
          sql`last_member_id`,
          sql`digest`,
          sql`run_id`,
          sql`moved_at`,
          sql`destroyed_at`,
          sql`changed`,
        ),
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

/** The names in a receipt's list of what was changed. */
export function namesIn(changed: string | null): string[] {
  return changed?.split(',') ?? [];
}

/** How many groups of a cell a run has moved, and the sum of the ids of their rows in the cell. */
export interface ReceiptSummary {
  readonly runId: string;
  readonly groups: number;
  readonly idSum: number;
}

/** Counts the receipts of each run that has moved groups from a cell. One statement. */
export async function summarizeReceiptsByRun(
  reader: Reader,
  cellUuid: string,
): Promise<ReceiptSummary[]> {
  const { receipts } = apiTables(reader.dialect.name);
  const rows = await reader
    .select({ runId: receipts.runId, groups: count(), idSum: sum(receipts.cellGroupId) })
    .from(receipts)
    .where(eq(receipts.cellUuid, cellUuid))
    .groupBy(receipts.runId);
  return rows.map(({ runId, groups, idSum }) => {
    return { runId, groups: Number(groups), idSum: Number(idSum ?? 0) };
  });
}

/** Counts the receipts of each cell, mapped or not; those of groups that never moved are of none. */
export async function countReceiptsByCell(reader: Reader): Promise<Map<string, number>> {
  const { receipts } = apiTables(reader.dialect.name);
  const rows = await reader
    .select({ cellUuid: receipts.cellUuid, groups: count() })
    .from(receipts)
    .groupBy(receipts.cellUuid);
  return new Map(rows.map(({ cellUuid, groups }) => [cellUuid, Number(groups)]));
}

/** Lists the receipts of a cell, sorted by uuid, from `afterUuid` on. */
export async function listReceipts(
  reader: Reader,
  cellUuid: string,
  { afterUuid = '', limit }: { afterUuid?: string; limit: number },
): Promise<Receipt[]> {
  const { receipts } = apiTables(reader.dialect.name);
  const rows = await reader
    .select()
    .from(receipts)
    .where(and(eq(receipts.cellUuid, cellUuid), gt(receipts.groupUuid, afterUuid)))
    .orderBy(asc(receipts.groupUuid))
    .limit(limit);
  return rows.map((row) => ({ ...row, changed: namesIn(row.changed) }));
}

/** Finds the receipts of groups that moved from a cell, by the ids of their cell rows. */
export async function findReceiptsByCellGroup(
  reader: Reader,
  cellUuid: string,
  cellGroupIds: readonly number[],
): Promise<Receipt[]> {
  const { receipts } = apiTables(reader.dialect.name);
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

/** Writes a receipt for a group that the API database holds already; one that is there stays. */
export async function insertReceipt(transaction: Transaction, receipt: NewReceipt): Promise<void> {
  const { receipts } = apiTables(transaction.dialect.name);
  await transaction
    .insert(receipts)
    .values({ ...receipt, changed: null })
    .onConflictDoNothing();
}

/**
 * Records which fields of locked groups are changed now: a verification tells them from damage by it.
 * A group that did not move has no receipt, and is passed over.
 */
export async function recordChanged(
  transaction: Transaction,
  groupIds: readonly number[],
  fields: readonly string[],
): Promise<void> {
  const { dialect } = transaction;
  const { instanceGroups, receipts } = apiTables(dialect.name);
  const moved = await transaction
    .select({ groupUuid: receipts.groupUuid, changed: receipts.changed })
    .from(receipts)
    .where(
      sql`${receipts.groupUuid} in (select uuid from ${instanceGroups}
        where ${dialect.anyOf(sql`id`, groupIds, 'integer')})`,
    );
  for (const { groupUuid, changed } of moved) {
    const known = namesIn(changed);
    const names = new Set([...known, ...fields]);
    if (names.size === known.length) continue;
    await transaction
      .update(receipts)
      .set({ changed: [...names].join(',') })
      .where(eq(receipts.groupUuid, groupUuid));
  }
}

/** Gives receipts the digests that this release makes, by the uuids of their groups. */
export async function updateDigests(
  transaction: Transaction,
  digests: ReadonlyMap<string, string>,
): Promise<void> {
  const { receipts } = apiTables(transaction.dialect.name);
  const rows = transaction.dialect.rows(
    {
      group_uuid: { type: 'text', values: [...digests.keys()] },
      digest: { type: 'text', values: [...digests.values()] },
    },
    'made',
  );
  await transaction.run(sql`
    update ${receipts} set digest = made.digest from ${rows}
    where ${receipts.groupUuid} = made.group_uuid`);
}

/**
 * Gives the receipts of a cell that was mapped anew the uuid that it has now, by the uuids of their
 * groups.
 */
export async function moveReceiptsToCell(
  transaction: Transaction,
  groupUuids: readonly string[],
  cell: { from: string; to: string },
): Promise<void> {
  const { receipts } = apiTables(transaction.dialect.name);
  await transaction
    .update(receipts)
    .set({ cellUuid: cell.to })
    .where(
      and(
        eq(receipts.cellUuid, cell.from),
        transaction.dialect.anyOf(receipts.groupUuid, groupUuids, 'text'),
      ),
    );
}

/** What a receipt says of a group that did not come from a cell. */
const NO_MOVE = {
  cellUuid: '',
  cellGroupId: 0,
  lastMemberId: 0,
  digest: '',
  runId: '00000000-0000-0000-0000-000000000000',
};

/** Where a group was destroyed: in the API database, or in the row of a cell. */
export type DestroyedIn =
  | { readonly mayBeInCell: boolean }
  | { readonly cellUuid: string; readonly cellGroupId: number };

/**
 * Records that a group was destroyed: in the API database, or, before the row there is soft-deleted,
 * in a cell (R7). A receipt that is there keeps its cell. If there is none, one is written for a group
 * of a cell, and for one of the API database where a cell may hold a row of its uuid that did not move,
 * `mayBeInCell`: so that such a row is not taken for the group, which would be back.
 *
 * It waits for whoever writes a receipt of the same uuid at the same time; so a group that is moved
 * meanwhile may be there afterwards, though it was not before.
 */
export async function recordDestroyed(
  transaction: Transaction,
  groupUuid: string,
  destroyedAt: string,
  where: DestroyedIn,
): Promise<void> {
  const { receipts } = apiTables(transaction.dialect.name);
  const isOfCell = 'cellUuid' in where;
  if (isOfCell || where.mayBeInCell) {
    const { cellUuid, cellGroupId } = isOfCell ? where : NO_MOVE;
    const receipt = { ...NO_MOVE, cellUuid, cellGroupId, groupUuid, movedAt: destroyedAt };
    await transaction
      .insert(receipts)
      .values({ ...receipt, destroyedAt })
      .onConflictDoUpdate({ target: receipts.groupUuid, set: { destroyedAt } });
  } else {
    await transaction
      .update(receipts)
      .set({ destroyedAt })
      .where(eq(receipts.groupUuid, groupUuid));
  }
}
