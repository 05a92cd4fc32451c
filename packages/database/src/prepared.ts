import type { Dialect } from './dialect.js';
import type { CompiledQuery } from './drizzle/compiled-query.js';
import type { Reader } from './store.js';

/** A query of Drizzle's that can be prepared. */
export interface Preparable<Row> {
  /** Drizzle's own; the name is not used. */
  prepare(name: string): {
    /** Drizzle's own. */
    execute(values?: Record<string, unknown>): PromiseLike<Row[]>;
  };
}

/** Runs a prepared query with the values of its placeholders. */
export type PreparedQuery<Row, Tables = unknown> = (
  reader: Reader<Tables>,
  values: Record<string, unknown>,
) => Promise<Row[]>;

/**
 * Builds a query once per dialect, and then only executes it: for hot paths. The query must depend on nothing
 * of the reader but its dialect.
 *
 * @example
 * const byUuid = prepared((reader) =>
 *   reader.select().from(groups).where(eq(groups.uuid, sql.placeholder('uuid'))));
 * const rows = await byUuid(database, { uuid });
 */
export function prepared<Row, Tables>(
  build: (reader: Reader<Tables>) => Preparable<Row>,
): PreparedQuery<Row, Tables> {
  const queries = new Map<Dialect, CompiledQuery<Row>>();
  return (reader, values) => {
    const query = queries.get(reader.dialect) ?? compile(build(reader));
    queries.set(reader.dialect, query);
    return query.run(reader.execute, values);
  };
}

/** The statement is one of the `CompilableQuery` of the dialect's `drizzle-session.ts`. */
function compile<Row>(query: Preparable<Row>): CompiledQuery<Row> {
  const statement = query.prepare('') as unknown as { compile(): CompiledQuery<Row> };
  return statement.compile();
}
