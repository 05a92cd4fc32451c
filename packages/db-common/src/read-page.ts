import type { Reader } from '@cellbridge/database';
import { asc, type Column, type SQL, sql } from 'drizzle-orm';
import {
  type CreatedRow,
  type CreationKey,
  creationOrder,
  inCreationOrder,
} from './creation-order.js';
import { readablePage } from './readable-page.js';

/**
 * Part of a list: at most `limit` groups whose uuid comes after `afterUuid` by its bytes. A uuid that is stored
 * as bytes, or may be unreadable, is in no part of a list, only in the whole list.
 */
export interface Page {
  /** The group may be gone. Default: from the first. */
  readonly afterUuid?: string | undefined;
  /** Default: all. */
  readonly limit?: number | undefined;
}

/** A query, for example of Drizzle, that returns all rows unless it is limited. */
export interface Limitable<Row> extends PromiseLike<Row[]> {
  /** Returns the same query for at most so many rows. */
  limit(most: number): PromiseLike<Row[]>;
}

/**
 * Reads a {@link Page} of rows, sorted by the bytes of their uuids; all rows if the page has no bounds.
 *
 * @param uuid the column to sort by.
 * @param query makes the query from the conditions of the page, and its order.
 */
export async function readPage<Row extends { readonly uuid: string }>(
  { dialect }: Pick<Reader, 'dialect'>,
  uuid: Column,
  { afterUuid, limit }: Page,
  query: (conditions: readonly (SQL | undefined)[], order: SQL) => Limitable<Row>,
): Promise<Row[]> {
  const bytes = dialect.byteOrder(uuid);
  const isPaged = afterUuid !== undefined || limit !== undefined;
  const conditions = [
    afterUuid === undefined ? undefined : sql`${bytes} > ${afterUuid}`,
    isPaged ? dialect.isText(uuid) : undefined,
  ];
  const read = (most: number | undefined) => limited(query(conditions, asc(bytes)), most);
  return isPaged ? await readablePage(limit, read) : await read(undefined);
}

/**
 * Reads the keys of the first `limit` rows in creation order: those without a timestamp first, those with the
 * same timestamp in the order of their uuids. One statement, and more only if timestamps do not sort the way
 * they read, or uuids may be unreadable; it skips such uuids as in a {@link Page}.
 *
 * @param query makes the query for `uuid`, `createdAt` and `sortsAsRead`, from a condition and its order.
 */
export async function readCreationKeys(
  { dialect }: Pick<Reader, 'dialect'>,
  columns: { readonly uuid: Column; readonly createdAt: Column },
  limit: number,
  query: (
    sortsAsRead: SQL<boolean | null>,
    condition: SQL | undefined,
    order: readonly SQL[],
  ) => Limitable<CreatedRow>,
): Promise<CreationKey[]> {
  const sortsAsRead = dialect.sortsAsRead(columns.createdAt);
  const order = creationOrder(dialect, columns);
  const read = (most: number | undefined) =>
    limited(query(sortsAsRead, dialect.isText(columns.uuid), order), most);
  const rows = await readablePage(limit, (most) => inCreationOrder(most, read));
  return rows.map(({ uuid, createdAt }) => ({ uuid, createdAt }));
}

async function limited<Row>(query: Limitable<Row>, most: number | undefined): Promise<Row[]> {
  return await (most === undefined ? query : query.limit(most));
}
