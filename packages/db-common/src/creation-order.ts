/**
 * Creation order: rows without a timestamp first, then by timestamp, then by the bytes of the uuids. Databases
 * sort timestamps as stored. If SQLite holds some in another form than the one they are read in (numbers, a
 * `T`, an offset), only JavaScript knows the order.
 */

import type { Dialect } from '@cellbridge/database';
import { asc, type Column, type SQL, sql } from 'drizzle-orm';
import { compareBytes } from './compare-bytes.js';

/** The sort key of a list in creation order. */
export interface CreationKey {
  readonly uuid: string;
  /** `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
  readonly createdAt: string | null;
}

/** A row of a query for {@link inCreationOrder}. */
export interface CreatedRow extends CreationKey {
  /** Whether its timestamp sorts the way it reads. */
  readonly sortsAsRead: boolean | null;
}

/** Sorts by creation time, then by uuid; rows without a timestamp come first. */
export function byCreation(left: CreationKey, right: CreationKey): number {
  return (
    compareBytes(left.createdAt ?? '', right.createdAt ?? '') || compareBytes(left.uuid, right.uuid)
  );
}

/**
 * Returns the sort order of a query for {@link inCreationOrder}: rows that do not sort the way they read come
 * early.
 */
export function creationOrder(
  dialect: Dialect,
  { createdAt, uuid }: { createdAt: Column; uuid: Column },
): SQL[] {
  return [
    sql`${createdAt} is not null`,
    dialect.sortsAsRead(createdAt),
    asc(createdAt),
    asc(dialect.byteOrder(uuid)),
  ];
}

/**
 * Reads the first `limit` rows (`undefined`: all) in creation order. One statement, unless one of them does not
 * sort the way it reads: then it reads all rows, and sorts them here.
 *
 * @param read reads the first rows in the order of {@link creationOrder}.
 */
export async function inCreationOrder<Row extends CreatedRow>(
  limit: number | undefined,
  read: (limit: number | undefined) => Promise<Row[]>,
): Promise<Row[]> {
  const rows = await read(limit);
  if (rows.every(({ createdAt, sortsAsRead }) => createdAt === null || sortsAsRead)) return rows;
  const isWhole = limit === undefined || rows.length < limit;
  const all = isWhole ? rows : await read(undefined);
  return all.sort(byCreation).slice(0, limit);
}
