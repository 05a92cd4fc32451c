import type { Query } from 'drizzle-orm';
import {
  PgDatabase,
  PgDialect,
  PgPreparedQuery,
  type PgQueryResultHKT,
  PgSession,
  type PreparedQueryConfig,
} from 'drizzle-orm/pg-core';
import { CompiledQuery } from '../../drizzle/compiled-query.js';
import type { Grammar } from '../../drizzle/grammar.js';
import type { NotNullable, SelectedField } from '../../drizzle/map-rows.js';
import { DatabaseError } from '../../errors/database-error.js';
import type { Execute } from '../../execute.js';

type NoSchema = Record<string, never>;

/** A query that one of Drizzle's verbs has built. */
class CompilableQuery<T extends PreparedQueryConfig> extends PgPreparedQuery<T> {
  /** Which tables each row has a row of; Drizzle says so after it has built the query. */
  joinsNotNullableMap: NotNullable | undefined;
  readonly #fields: readonly SelectedField[] | undefined;
  readonly #execute: Execute;

  constructor(query: Query, fields: readonly SelectedField[] | undefined, execute: Execute) {
    super(query, undefined, undefined);
    this.#fields = fields;
    this.#execute = execute;
  }

  /** The query without the connection that it was built over: each `run` is given one. */
  compile(): CompiledQuery {
    return new CompiledQuery(this.query, this.#fields, this.joinsNotNullableMap);
  }

  execute(values?: Record<string, unknown>): Promise<T['execute']> {
    return this.compile().run(this.#execute, values);
  }
}

class PostgresqlDrizzleSession extends PgSession<PgQueryResultHKT, NoSchema, NoSchema> {
  readonly #execute: Execute;

  constructor(dialect: PgDialect, execute: Execute) {
    super(dialect);
    this.#execute = execute;
  }

  override prepareQuery<T extends PreparedQueryConfig>(
    query: Query,
    fields: SelectedField[] | undefined,
  ): CompilableQuery<T> {
    return new CompilableQuery(query, fields, this.#execute);
  }

  override async transaction(): Promise<never> {
    throw new DatabaseError('Begin a transaction with the database, not with Drizzle.');
  }
}

/** Drizzle over PostgreSQL. */
export function postgresqlDrizzle(): Pick<Grammar, 'builders' | 'render'> {
  const dialect = new PgDialect();
  return {
    builders: (execute) =>
      new PgDatabase(dialect, new PostgresqlDrizzleSession(dialect, execute), undefined),
    render: (query) => dialect.sqlToQuery(query),
  };
}
