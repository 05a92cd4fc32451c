import { isSuspicious } from '@cellbridge/database';

/**
 * Reads the first `limit` rows (`undefined`: all) with readable uuids. A page cannot be merged or continued by
 * a uuid that may be unreadable: it does not sort like its replacement.
 *
 * @param read reads the first rows in the order of their uuids, or of a time and the uuids.
 */
export async function readablePage<Row extends { readonly uuid: string }>(
  limit: number | undefined,
  read: (limit: number | undefined) => Promise<Row[]>,
): Promise<Row[]> {
  if (limit === undefined) return readable(await read(undefined));
  for (let wanted = limit; ; wanted = Math.min(wanted * 2, Number.MAX_SAFE_INTEGER)) {
    const rows = await read(wanted);
    const found = readable(rows);
    if (found.length >= limit || rows.length < wanted) return found.slice(0, limit);
  }
}

function readable<Row extends { readonly uuid: string }>(rows: readonly Row[]): Row[] {
  return rows.filter(({ uuid }) => !isSuspicious(uuid));
}
