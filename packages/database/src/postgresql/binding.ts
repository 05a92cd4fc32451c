import { PgDatabase, PgDialect, type PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { PgRemoteSession } from 'drizzle-orm/pg-proxy';
import type { DrizzleBinding, Execute } from '../connection.js';
import type { DrizzleStore } from '../store.js';
import { unwrapErrors } from '../unwrap-query-error.js';

/** Puts Drizzle over one connection. */
export function bindPostgresql(execute: Execute): DrizzleBinding {
  const dialect = new PgDialect();
  const session = new PgRemoteSession<Record<string, never>, Record<string, never>>(
    async (text, parameters) => {
      const { rows } = await execute(text, parameters, 'arrays');
      return { rows: rows as unknown[][] };
    },
    dialect,
    undefined,
  );
  unwrapErrors(session, ['execute']);
  const drizzle: DrizzleStore = new PgDatabase<PgQueryResultHKT, Record<string, never>>(
    dialect,
    session,
    undefined,
  );
  return { drizzle, render: (query) => dialect.sqlToQuery(query) };
}
