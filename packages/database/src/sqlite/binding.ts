import { BaseSQLiteDatabase, SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';
import { SQLiteRemoteSession } from 'drizzle-orm/sqlite-proxy';
import type { DrizzleBinding, Execute } from '../connection.js';
import type { DrizzleStore } from '../store.js';
import { unwrapErrors } from '../unwrap-query-error.js';

/**
 * Puts Drizzle over one connection. This is the one place where SQLite's builders are passed off as
 * PostgreSQL's: they have the same verbs, and the tables of both dialects the same row types.
 */
export function bindSqlite(execute: Execute): DrizzleBinding {
  const dialect = new SQLiteAsyncDialect();
  const session = new SQLiteRemoteSession<Record<string, never>, Record<string, never>>(
    async (text, parameters, method) => {
      const { rows } = await execute(text, parameters as unknown[], 'arrays');
      return { rows: method === 'get' ? (rows[0] as never[]) : (rows as never[]) };
    },
    dialect,
    undefined,
    undefined,
  );
  unwrapErrors(session, ['all', 'get', 'run', 'values']);
  const drizzle = new BaseSQLiteDatabase('async', dialect, session, undefined);
  return {
    drizzle: drizzle as unknown as DrizzleStore,
    render: (query) => dialect.sqlToQuery(query),
  };
}
