import { and, asc, count, eq, gt, isNull, type SQL, sql } from 'drizzle-orm';
import type { ApiReader, ApiTransaction } from './api-database.js';

/**
 * Why a group could not move.
 *
 * - `different`: the API database has a group with this uuid and other content.
 * - `destroyed`: a group with this uuid moved from another row and was destroyed later.
 * - `refused`: the API database refuses the row (for example, its name is too long).
 * - `unreadable`: a value in the cell does not fit its column (for example, text that is not UTF-8).
 */
export type QuarantineReason = 'different' | 'destroyed' | 'refused' | 'unreadable';

/**
 * How a quarantine ended.
 *
 * - `moved`: a later run, or a retry, moved the group. · `gone`: its row is no longer live.
 * - `api`, `cell`, `merge`: somebody decided which side to keep.
 */
export type QuarantineResolution = 'moved' | 'api' | 'cell' | 'merge' | 'gone';

/** How an entry ends, and who ended it: a given name, or the uuid of the run. */
export interface QuarantineEnd {
  readonly resolution: QuarantineResolution;
  readonly resolvedBy: string;
}

/**
 * One row of `cellbridge_quarantine`: a group that stays unchanged in its cell. Timestamps are `YYYY-MM-DD
 * HH:MM:SS.ffffff`, UTC.
 */
export interface Quarantined {
  readonly id: number;
  readonly cellUuid: string;
  /** The id of the cell's row. */
  readonly cellGroupId: number;
  readonly groupUuid: string;
  readonly reason: QuarantineReason;
  /** The message of the database, in one sentence. */
  readonly details: string;
  /** How often the move was tried. */
  readonly attempts: number;
  readonly createdAt: string;
  /** When it was last tried, or ended. */
  readonly updatedAt: string;
  /** How it ended; `null` while it is open. */
  readonly resolution: QuarantineResolution | null;
  readonly resolvedAt: string | null;
  /** Who ended it: a given name, or the uuid of the run. */
  readonly resolvedBy: string | null;
}

/**
 * Puts a group into quarantine; one already there counts a further attempt. A group whose row has the id of
 * another, which Nova has archived since, replaces that entry.
 */
export async function quarantineGroup(
  transaction: ApiTransaction,
  entry: Pick<Quarantined, 'cellUuid' | 'cellGroupId' | 'groupUuid' | 'reason' | 'details'>,
  now: string,
): Promise<void> {
  const { quarantine } = transaction.tables;
  const { attempts, createdAt } = quarantine;
  const row = { ...entry, attempts: 1, createdAt: now, updatedAt: now };
  const keys = [quarantine.cellUuid, quarantine.cellGroupId];
  await transaction.upsert(quarantine, row, keys, (proposed) => {
    const isSame = sql`${quarantine.groupUuid} = ${proposed(quarantine.groupUuid)}`;
    return {
      attempts: sql`case when ${isSame} then ${attempts} + 1 else 1 end`,
      createdAt: sql`case when ${isSame} then ${createdAt} else ${proposed(createdAt)} end`,
      groupUuid: entry.groupUuid,
      reason: entry.reason,
      details: entry.details,
      updatedAt: now,
      resolution: null,
      resolvedAt: null,
      resolvedBy: null,
    };
  });
}

/**
 * Lists the open entries, oldest first; of one cell or one group if given.
 *
 * @param filter `resolved`: those that have ended too; `limit`: how many at most, default all; `afterId`: only those after the
 * entry with this id, to read on page by page.
 */
export async function listQuarantine(
  reader: ApiReader,
  filter: {
    cellUuid?: string;
    groupUuid?: string;
    resolved?: boolean;
    limit?: number;
    afterId?: number | undefined;
  } = {},
): Promise<Quarantined[]> {
  const { quarantine } = reader.tables;
  const { cellUuid, groupUuid, resolved = false, limit, afterId } = filter;
  const query = reader
    .select()
    .from(quarantine)
    .where(
      and(
        resolved ? undefined : isNull(quarantine.resolution),
        cellUuid === undefined ? undefined : eq(quarantine.cellUuid, cellUuid),
        groupUuid === undefined ? undefined : eq(quarantine.groupUuid, groupUuid),
        afterId === undefined ? undefined : gt(quarantine.id, afterId),
      ),
    )
    .orderBy(asc(quarantine.id));
  const rows = await (limit === undefined ? query : query.limit(limit));
  return rows as Quarantined[];
}

/** Lists the cell rows of a cell that are in quarantine now. */
export async function listQuarantinedIds(
  reader: ApiReader,
  cellUuid: string,
): Promise<Set<number>> {
  const { quarantine } = reader.tables;
  const rows = await reader
    .select({ cellGroupId: quarantine.cellGroupId })
    .from(quarantine)
    .where(and(eq(quarantine.cellUuid, cellUuid), isNull(quarantine.resolution)));
  return new Set(rows.map((row) => row.cellGroupId));
}

/** Counts the groups in quarantine now, by cell. */
export async function countQuarantine(reader: ApiReader): Promise<Map<string, number>> {
  const { quarantine } = reader.tables;
  const rows = await reader
    .select({ cellUuid: quarantine.cellUuid, groups: count() })
    .from(quarantine)
    .where(isNull(quarantine.resolution))
    .groupBy(quarantine.cellUuid);
  return new Map(rows.map((row) => [row.cellUuid, Number(row.groups)]));
}

/**
 * Ends an entry that was read before, and records who ended it and how. Leaves it unchanged if it has ended
 * meanwhile, or if another group's entry has replaced it.
 */
export async function closeEntry(
  transaction: ApiTransaction,
  { id, groupUuid }: Pick<Quarantined, 'id' | 'groupUuid'>,
  end: QuarantineEnd,
  now: string,
): Promise<void> {
  const { quarantine } = transaction.tables;
  await close(transaction, [eq(quarantine.id, id), eq(quarantine.groupUuid, groupUuid)], end, now);
}

/** Ends the quarantine of cell rows, and records who ended it and how. */
export async function closeQuarantine(
  transaction: ApiTransaction,
  cellUuid: string,
  cellGroupIds: readonly number[],
  end: QuarantineEnd,
  now: string,
): Promise<void> {
  const { dialect } = transaction;
  const { quarantine } = transaction.tables;
  const isOfRows = dialect.anyOf(quarantine.cellGroupId, cellGroupIds, 'integer');
  await close(transaction, [eq(quarantine.cellUuid, cellUuid), isOfRows], end, now);
}

/** Ends the open ones of the entries. */
async function close(
  transaction: ApiTransaction,
  conditions: readonly SQL[],
  end: QuarantineEnd,
  now: string,
): Promise<void> {
  const { quarantine } = transaction.tables;
  await transaction
    .update(quarantine)
    .set({ ...end, resolvedAt: now, updatedAt: now })
    .where(and(...conditions, isNull(quarantine.resolution)));
}
