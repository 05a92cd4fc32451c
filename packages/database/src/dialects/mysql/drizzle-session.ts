import type { Query } from 'drizzle-orm';
import {
  MySqlDatabase,
  MySqlDialect,
  MySqlPreparedQuery,
  type MySqlPreparedQueryConfig,
  type MySqlQueryResultHKT,
  MySqlSession,
  type PreparedQueryHKTBase,
} from 'drizzle-orm/mysql-core';
import { CompiledQuery } from '../../drizzle/compiled-query.js';
import type { Grammar } from '../../drizzle/grammar.js';
import type { NotNullable, SelectedField } from '../../drizzle/map-rows.js';
import { DatabaseError } from '../../errors/database-error.js';
import type { Execute } from '../../execute.js';
import type { DrizzleStore } from '../../store.js';
import { ValueList } from './value-list.js';

type NoSchema = Record<string, never>;

/** A query that one of Drizzle's verbs has built. */
class CompilableQuery<T extends MySqlPreparedQueryConfig> extends MySqlPreparedQuery<T> {
  /** Which tables each row has a row of; Drizzle says so after it has built the query. */
  joinsNotNullableMap: NotNullable | undefined;
  readonly #query: Query;
  readonly #fields: readonly SelectedField[] | undefined;
  readonly #execute: Execute;

  constructor(query: Query, fields: readonly SelectedField[] | undefined, execute: Execute) {
    super(undefined, undefined, undefined);
    this.#query = query;
    this.#fields = fields;
    this.#execute = execute;
  }

  compile(): CompiledQuery {
    return new CompiledQuery(this.#query, this.#fields, this.joinsNotNullableMap);
  }

  execute(values?: Record<string, unknown>): Promise<T['execute']> {
    return this.compile().run(this.#execute, values) as Promise<T['execute']>;
  }

  override iterator(): AsyncGenerator<T['iterator']> {
    throw new DatabaseError('Read in pages, not with an iterator of Drizzle.');
  }
}

/**
 * Writes names as the other databases do, so that an interceptor sees the same texts: in double quotes. Drizzle gives
 * `escapeParam` the value too.
 */
class AnsiDialect extends MySqlDialect {
  override escapeName(name: string): string {
    return `"${name.replaceAll('"', '""')}"`;
  }

  override escapeParam(_number: number, value?: unknown): string {
    return value instanceof ValueList ? value.text : '?';
  }
}

class MysqlDrizzleSession extends MySqlSession<
  MySqlQueryResultHKT,
  PreparedQueryHKTBase,
  NoSchema,
  NoSchema
> {
  readonly #execute: Execute;

  constructor(dialect: MySqlDialect, execute: Execute) {
    super(dialect);
    this.#execute = execute;
  }

  override prepareQuery(query: Query, fields: SelectedField[] | undefined): never {
    return new CompilableQuery(query, fields, this.#execute) as never;
  }

  override all<T>(): Promise<T[]> {
    throw new DatabaseError('Use `all` of the reader, not of Drizzle.');
  }

  override async transaction(): Promise<never> {
    throw new DatabaseError('Begin a transaction with the database, not with Drizzle.');
  }
}

/** Drizzle over MySQL. Only here are its builders typed as PostgreSQL's: see `sqliteDrizzle`. */
export function mysqlDrizzle(): Pick<Grammar, 'builders' | 'render'> {
  const dialect = new AnsiDialect();
  return {
    builders: (execute) => {
      const session = new MysqlDrizzleSession(dialect, execute);
      return new MySqlDatabase(dialect, session, undefined, 'default') as unknown as DrizzleStore;
    },
    render: (query) => dialect.sqlToQuery(query),
  };
}
