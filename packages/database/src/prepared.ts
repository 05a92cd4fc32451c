import type { Reader } from './store.js';

/** A query of Drizzle's that can be prepared. */
interface Preparable<Row> {
  prepare(name: string): { execute(values?: Record<string, unknown>): PromiseLike<Row[]> };
}

/** Runs a prepared query with the values of its placeholders. */
export type PreparedQuery<Row> = (
  reader: Reader,
  values: Record<string, unknown>,
) => Promise<Row[]>;

let count = 0;

/**
 * A query that is built once for each connection, and then only executed: for hot paths.
 *
 * @example
 * const byUuid = prepared((reader) =>
 *   reader.select().from(groups).where(eq(groups.uuid, sql.placeholder('uuid'))));
 * const rows = await byUuid(database, { uuid });
 */
export function prepared<Row>(build: (reader: Reader) => Preparable<Row>): PreparedQuery<Row> {
  count += 1;
  const name = `cellbridge_${count}`;
  const byReader = new WeakMap<Reader, ReturnType<Preparable<Row>['prepare']>>();
  return async (reader, values) => {
    let query = byReader.get(reader);
    if (!query) {
      query = build(reader).prepare(name);
      byReader.set(reader, query);
    }
    return await query.execute(values);
  };
}
