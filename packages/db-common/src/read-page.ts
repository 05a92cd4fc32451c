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
 * Part of a list: groups whose uuid comes after `afterUuid` by its bytes, `limit` of them at most. A uuid
 * that is stored as bytes, or may be unreadable, is in no part of a list; the whole list has it.
 */
export interface Page {
  /** It need not exist any more; without it, from the first. */
  readonly afterUuid?: string | undefined;
  /** Without it, all. */
  readonly limit?: number | undefined;
}

/** A query, of Drizzle say, that gives all of its rows unless it is limited. */
export interface Limitable<Row> extends PromiseLike<Row[]> {
  /** The same with so many rows at most. */
  limit(most: number): PromiseLike<Row[]>;
}

/**
 * Reads a {@link Page} of rows, sorted by the bytes of their uuids; all of them where it is no part.
 *
 * @param uuid the column that they are sorted by.
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
 * Reads the keys of the first `limit` rows in creation order: those without a time stamp come first, those
 * of one time stamp in the order of their uuids. One statement, and more of them only where uuids may be
 * unreadable, which are passed over as in a {@link Page}, or time stamps do not sort as they read.
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
