/** The runs at work: one row for each run and cell, until it ends. */

import { secondsBetween } from '@cellbridge/schema';
import { asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import type { ApiReader, ApiTransaction } from './api-database.js';

/** What a run says of itself. */
export interface MigratorReport {
  readonly state: 'moving' | 'throttled' | 'paused';
  /** Why it is slow, or moves nothing, now; `null` where nothing holds it back. */
  readonly reason: string | null;
  /** How many groups a batch holds, at most. */
  readonly batchGroups: number;
  /** How many rows a batch holds, at most. */
  readonly batchRows: number;
  /** Groups a second that it moved over the last minute; `null` in its first second, and of an earlier release. */
  readonly recentRate: number | null;
  /** How many groups its last batch moved; `null` before the first, and of an earlier release. */
  readonly lastBatchGroups: number | null;
  /** When that was, by the clock of its machine. */
  readonly lastBatchAt: string | null;
  /** The time of the latest wish that it has read; `null` before the first. */
  readonly obeyedAt: string | null;
}

/** A run at work in a cell. Timestamps are `YYYY-MM-DD HH:MM:SS.ffffff`, UTC, by the clock of the API database. */
export interface Migrator extends MigratorReport {
  readonly id: string;
  readonly runId: string;
  readonly cellUuid: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly heartbeatAt: string;
  /** Seconds since the last sign of life. */
  readonly silentSeconds: number;
}

/** Lists the runs at work, and those that were lost, in the order in which they began. */
export async function listMigrators(reader: ApiReader): Promise<Migrator[]> {
  const { dialect } = reader;
  const { migrators } = reader.tables;
  const rows = await reader
    .select({ ...getTableColumns(migrators), clock: sql<string>`${dialect.clock}` })
    .from(migrators)
    .orderBy(asc(migrators.startedAt), asc(migrators.id));
  return rows.map(({ clock, ...row }) => {
    const silentSeconds = secondsBetween(row.heartbeatAt, clock);
    return { ...row, state: row.state as MigratorReport['state'], silentSeconds };
  });
}

/** Records that a run is at work in a cell, and what it says of itself; this is its sign of life. */
export async function recordMigrator(
  transaction: ApiTransaction,
  who: Pick<Migrator, 'id' | 'runId' | 'cellUuid' | 'host' | 'pid'>,
  report: MigratorReport,
): Promise<void> {
  const { dialect } = transaction;
  const { migrators } = transaction.tables;
  const change = { ...report, heartbeatAt: dialect.clock };
  const row = { ...who, ...change, startedAt: dialect.clock };
  await transaction.upsert(migrators, row, [migrators.id], () => change);
}

/** Removes a run that has ended. */
export async function removeMigrator(transaction: ApiTransaction, id: string): Promise<void> {
  const { migrators } = transaction.tables;
  await transaction.delete(migrators).where(eq(migrators.id, id));
}

/** Removes the other runs in a cell that have given no sign of life for so long, and returns them. */
export async function removeLostMigrators(
  transaction: ApiTransaction,
  { cellUuid, runId }: Pick<Migrator, 'cellUuid' | 'runId'>,
  silence: { readonly seconds: number },
): Promise<Migrator[]> {
  const { migrators } = transaction.tables;
  const all = await listMigrators(transaction);
  const lost = all.filter(
    (one) =>
      one.cellUuid === cellUuid && one.runId !== runId && one.silentSeconds >= silence.seconds,
  );
  if (lost.length === 0) return lost;
  const ids = lost.map(({ id }) => id);
  await transaction.delete(migrators).where(inArray(migrators.id, ids));
  return lost;
}
