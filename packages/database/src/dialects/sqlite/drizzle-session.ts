import { type Placeholder, type Query, type SQL, sql } from 'drizzle-orm';
import {
  BaseSQLiteDatabase,
  type PreparedQueryConfig,
  SQLiteAsyncDialect,
  type SQLiteExecuteMethod,
  SQLitePreparedQuery,
  SQLiteSession,
} from 'drizzle-orm/sqlite-core';
import { CompiledQuery } from '../../drizzle/compiled-query.js';
import type { Grammar } from '../../drizzle/grammar.js';
import type { NotNullable, SelectedField } from '../../drizzle/map-rows.js';
import { DatabaseError } from '../../errors/database-error.js';
import type { Execute } from '../../execute.js';
import type { DrizzleStore } from '../../store.js';

type NoSchema = Record<string, never>;

/** A query that one of Drizzle's verbs has built. */
class CompilableQuery extends SQLitePreparedQuery<PreparedQueryConfig & { type: 'async' }> {
  /** Which tables each row has a row of; Drizzle says so after it has built the query. */
  joinsNotNullableMap: NotNullable | undefined;
  readonly #fields: readonly SelectedField[] | undefined;
  readonly #execute: Execute;

  constructor(
    query: Query,
    fields: readonly SelectedField[] | undefined,
    method: SQLiteExecuteMethod,
    execute: Execute,
  ) {
    super('async', method, query);
    this.#fields = fields;
    this.#execute = execute;
  }

  /** The query without the connection that it was built over: each `run` is given one. */
  compile(): CompiledQuery {
    return new CompiledQuery(this.query, this.#fields, this.joinsNotNullableMap);
  }

  all(values?: Record<string, unknown>): Promise<unknown[]> {
    return this.compile().run(this.#execute, values);
  }

  async get(values?: Record<string, unknown>): Promise<unknown> {
    const [row] = await this.all(values);
    return row;
  }

  run(values?: Record<string, unknown>): Promise<unknown[]> {
    return this.all(values);
  }

  values(values?: Record<string, unknown>): Promise<unknown[]> {
    return new CompiledQuery(this.query, undefined, undefined).run(this.#execute, values);
  }
}

class SqliteDrizzleSession extends SQLiteSession<'async', unknown, NoSchema, NoSchema> {
  readonly #execute: Execute;

  constructor(dialect: SQLiteAsyncDialect, execute: Execute) {
    super(dialect);
    this.#execute = execute;
  }

  override prepareQuery(
    query: Query,
    fields: SelectedField[] | undefined,
    method: SQLiteExecuteMethod,
  ): CompilableQuery {
    return new CompilableQuery(query, fields, method, this.#execute);
  }

  override async transaction(): Promise<never> {
    throw new DatabaseError('Begin a transaction with the database, not with Drizzle.');
  }
}

/** SQLite plans a query again for each value bound to its LIMIT, so a number is written into the text. */
class SqliteDrizzleDialect extends SQLiteAsyncDialect {
  override buildSelectQuery(config: Parameters<SQLiteAsyncDialect['buildSelectQuery']>[0]): SQL {
    const { limit } = config;
    if (typeof limit !== 'number' || !Number.isSafeInteger(limit) || limit < 0) {
      return super.buildSelectQuery(config);
    }
    const written = sql.raw(String(limit)) as unknown as Placeholder;
    return super.buildSelectQuery({ ...config, limit: written });
  }
}

/**
 * Drizzle over SQLite. Only here are SQLite's builders typed as PostgreSQL's: they have the same verbs, and the
 * tables of both dialects have the same row types.
 */
export function sqliteDrizzle(): Pick<Grammar, 'builders' | 'render'> {
  const dialect = new SqliteDrizzleDialect();
  return {
    builders: (execute) => {
      const database = new BaseSQLiteDatabase(
        'async',
        dialect,
        new SqliteDrizzleSession(dialect, execute),
        undefined,
      );
      return database as unknown as DrizzleStore;
    },
    render: (query) => dialect.sqlToQuery(query),
  };
}
