/**
 * Making, adopting and upgrading a schema.
 *
 * Safe to run by any number of processes at once: one works, the others wait and find it done. It
 * never alters or drops a table of Nova's, and nobody who reads or writes has to wait for it on
 * PostgreSQL. The migrations run in one transaction; the indexes are built after it, one by one.
 */
import { sql } from 'drizzle-orm';
import type { Database, OnWait } from '../database.js';
import type { Dialect } from '../dialect.js';
import type { Session, Transaction } from '../store.js';
import { inspectionOf } from './inspections.js';
import { type Migration, parseMigrations, type SqlMigration, statementsOf } from './migrations.js';
import { BOOKKEEPING, readSchemaState, type SchemaState } from './schema-state.js';

/** A schema: what makes it, and what of it is Nova's. */
export interface SchemaDefinition {
  /** `api` or `cell`. */
  readonly name: string;
  /** The SQL migrations for each dialect, in their order. The first makes Nova's tables. */
  readonly migrations: Readonly<Record<Dialect['name'], readonly SqlMigration[]>>;
  /** Nova's tables, and the columns that are made of each. */
  readonly nova: Readonly<Record<string, readonly string[]>>;
  /**
   * Those of the columns that earlier releases of Nova do not have: a database may lack them, and
   * `Reader#hasColumn` of `@cellbridge/database` says whether it does.
   */
  readonly later?: Readonly<Record<string, readonly string[]>>;
  /** Those of the tables that earlier releases of Nova do not have: they are made where they are missing. */
  readonly laterTables?: readonly string[];
  /**
   * Whether the database remembers its migrations in a table of ours, `cellbridge_migrations`. Where
   * it must not hold one, its tables and indexes show what it has; then the first migration is the
   * only one.
   */
  readonly bookkeeping: boolean;
  /** Indexes of ours on Nova's tables. */
  readonly indexes: readonly IndexDefinition[];
}

/** An index of ours on a table of Nova's. */
export interface IndexDefinition {
  /** Its name. */
  readonly name: string;
  /** The table that it is on. */
  readonly table: string;
  /** The column that it holds. */
  readonly column: string;
  /** The rows that it holds, as a condition in SQL; all if it is left out. */
  readonly where?: string;
  /** Whether it is in the order of bytes. It is left out where Nova's own indexes have that order. */
  readonly inByteOrder?: boolean;
}

/** How {@link syncSchema} works. */
export interface SyncOptions {
  /** Told for whom it waits: another sync, or a transaction that an index or a table has to wait for. */
  readonly onWait?: OnWait;
}

/** What {@link syncSchema} did; all empty where there was nothing to do. */
export interface SyncReport {
  /** The version before: the tag of its last migration, or `null` before the first sync. */
  readonly from: string | null;
  /** The version now. */
  readonly to: string;
  /**
   * Tags of the migrations that were run; `create TABLE` for a table that the release of Nova does not
   * have; and `drop cellbridge_migrations` where an earlier release of Cellbridge had left that table in
   * a database that must not have it.
   */
  readonly applied: readonly string[];
  /** Whether tables that Nova made were taken over as they are. */
  readonly adopted: boolean;
  /** Names of the indexes that were built. */
  readonly indexes: readonly string[];
}

/** What schema a database has, as {@link schemaVersion} found it. A version is its last migration's tag. */
export interface SchemaVersion {
  /** The version that the database has; `null` before the first sync. */
  readonly current: string | null;
  /** The version that this release makes. */
  readonly latest: string;
  /** Whether Nova made its tables. */
  readonly adopted: boolean;
  /** What a sync would drop, run or build. */
  readonly pending: readonly string[];
}

/**
 * Makes a schema in an empty database, adopts the one that Nova made, or upgrades that of an earlier
 * release. Running it again changes nothing. It waits for others as long as it takes: the time limits
 * of the database do not apply.
 *
 * @throws SchemaMismatchError · SchemaTooNewError (of a database with bookkeeping); then nothing was
 * changed.
 */
export async function syncSchema(
  database: Database,
  definition: SchemaDefinition,
  options: SyncOptions = {},
): Promise<SyncReport> {
  const migrations = parseMigrations(definition.migrations[database.dialect.name]);
  // Before the lock, so that a database which is refused is not written to at all.
  await readSchemaState(database, database.description, definition, migrations);
  const sync = async (session: Session): Promise<SyncReport> => {
    const state = await session.transaction(async (transaction) => {
      const { description } = database;
      const state = await readSchemaState(transaction, description, definition, migrations);
      await upgrade(transaction, state, migrations);
      return state;
    });
    return {
      from: state.current,
      to: migrations.at(-1)?.tag ?? '',
      applied: stepsOf(state),
      adopted: state.toAdopt,
      indexes: await buildIndexes(session, definition),
    };
  };
  return await database.exclusive(`cellbridge sync ${definition.name}`, sync, options);
}

/** Says what schema a database has. Changes nothing. */
export async function schemaVersion(
  database: Database,
  definition: SchemaDefinition,
): Promise<SchemaVersion> {
  const migrations = parseMigrations(definition.migrations[database.dialect.name]);
  const state = await readSchemaState(database, database.description, definition, migrations);
  const missing = indexesOf(definition, database.dialect).filter(
    ({ name }) => !state.indexes.has(name),
  );
  return {
    current: state.current,
    latest: migrations.at(-1)?.tag ?? '',
    adopted: state.adopted,
    pending: [...stepsOf(state), ...missing.map(({ name }) => name)],
  };
}

/** What a sync does beside building indexes, in words. */
function stepsOf({ toDrop, toMake, toRun }: SchemaState): string[] {
  const tables = [
    ...toDrop.map((table) => `drop ${table}`),
    ...toMake.map((table) => `create ${table}`),
  ];
  return [...tables, ...toRun.map(({ tag }) => tag)];
}

async function upgrade(
  transaction: Transaction,
  state: SchemaState,
  [first]: readonly Migration[],
): Promise<void> {
  for (const table of state.toDrop) {
    await transaction.run(sql`drop table ${sql.identifier(table)}`);
  }
  for (const statement of first ? statementsOf(first, state.toMake) : []) {
    await transaction.run(sql.raw(statement));
  }
  for (const { statements } of state.toRun) {
    for (const statement of statements) await transaction.run(sql.raw(statement));
  }
  if (state.toRecord.length > 0) await record(transaction, state);
}

/** Records migrations; one that is not run would make what Nova has made already. */
async function record(transaction: Transaction, { toRun, toRecord }: SchemaState): Promise<void> {
  const bookkeeping = sql.identifier(BOOKKEEPING);
  await transaction.run(sql`
    create table if not exists ${bookkeeping} (
      tag varchar(255) not null primary key,
      hash varchar(64) not null,
      adopted integer not null,
      applied_at varchar(32) not null
    )`);
  for (const migration of toRecord) {
    const { tag, hash } = migration;
    await transaction.run(sql`
      insert into ${bookkeeping} (tag, hash, adopted, applied_at)
      values (${tag}, ${hash}, ${toRun.includes(migration) ? 0 : 1}, ${new Date().toISOString()})`);
  }
}

/** The indexes that a dialect needs. */
function indexesOf({ indexes }: SchemaDefinition, dialect: Dialect): readonly IndexDefinition[] {
  const { byteCollation } = inspectionOf(dialect);
  return indexes.filter(({ inByteOrder }) => !inByteOrder || byteCollation !== undefined);
}

/** Builds the indexes that are missing; one that an interrupted build has left is built anew. */
async function buildIndexes(session: Session, definition: SchemaDefinition): Promise<string[]> {
  const { indexes, brokenIndexes, byteCollation, concurrently } = inspectionOf(session.dialect);
  const names = async (query: typeof indexes | undefined) =>
    new Set(query ? (await session.all<{ name: string }>(query)).map(({ name }) => name) : []);
  const there = await names(indexes);
  const broken = await names(brokenIndexes);
  const built: string[] = [];
  for (const definedIndex of indexesOf(definition, session.dialect)) {
    const { name, table, column, where, inByteOrder } = definedIndex;
    if (there.has(name)) continue;
    if (broken.has(name)) await session.run(sql.raw(`drop index ${concurrently} ${name}`));
    const rows = where === undefined ? '' : ` where ${where}`;
    const order = inByteOrder ? ` ${byteCollation}` : '';
    const index = `create index ${concurrently} ${name} on ${table} (${column}${order})${rows}`;
    await session.run(sql.raw(index));
    built.push(name);
  }
  return built;
}
