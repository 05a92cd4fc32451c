import { type Column, type SQL, sql } from 'drizzle-orm';

/** A row is live while `deleted` is 0. The text contains the number, because partial indexes are made for it. */
export function isLive({ deleted }: { deleted: Column }): SQL {
  return sql`${deleted} = 0`;
}

/** A row is soft-deleted if `deleted` is any other number. */
export function isSoftDeleted({ deleted }: { deleted: Column }): SQL {
  return sql`${deleted} <> 0`;
}

/** Returns what is set in a row of a table to soft-delete it, as Nova does. `now` is a timestamp in Nova's form. */
export function softDeletion({ id }: { id: Column }, now: string) {
  return { deleted: sql`${id}`, deletedAt: now };
}
