/**
 * Making, adopting and upgrading a schema.
 *
 * Safe to run by any number of processes at once: one works, the others wait and find it done. It
 * never alters or drops a table of Nova's, and nobody who reads or writes has to wait for it on
 * PostgreSQL. The migrations run in one transaction; the indexes are built after it, one by one.
 */
import { sql } from 'drizzle-orm';
import type { Database } from '../database.js';
import type { Dialect } from '../dialect.js';
import type { Session, Transaction } from '../store.js';
import { inspectionOf } from './inspections.js';
import { type Migration, readMigrations } from './migrations.js';
import { BOOKKEEPING, readSchemaState } from './schema-state.js';

/** A schema: what makes it, and what of it is Nova's. */
export interface SchemaDefinition {
  /** `api` or `cell`. */
  readonly name: string;
  /** The folder of drizzle-kit's SQL migrations for each dialect. The first makes Nova's tables. */
  readonly migrations: Readonly<Record<Dialect['name'], string>>;
  /** Nova's tables, and the columns that are needed of each. */
  readonly nova: Readonly<Record<string, readonly string[]>>;
  /** Indexes of ours on Nova's tables. */
  readonly indexes: readonly { name: string; table: string; column: string }[];
}

/** What {@link syncSchema} did; all empty where there was nothing to do. */
export interface SyncReport {
  /** The version before: the tag of its last migration, or `null` where there was none. */
  readonly from: string | null;
  /** The version now. */
  readonly to: string;
  /** Tags of the migrations that were run. */
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
  /** Whether Nova's tables were there before Cellbridge came. */
  readonly adopted: boolean;
  /** What a sync would run or build. */
  readonly pending: readonly string[];
}

/**
 * Makes a schema in an empty database, adopts the one that Nova made, or upgrades that of an earlier
 * release. Running it again changes nothing.
 *
 * @throws SchemaMismatchError · SchemaTooNewError; then nothing was changed.
 */
export async function syncSchema(
  database: Database,
  definition: SchemaDefinition,
): Promise<SyncReport> {
  const migrations = await readMigrations(definition.migrations[database.dialect.name]);
  // Before the lock, so that a database which is refused is not written to at all.
  await readSchemaState(database, database.description, definition, migrations);
  return await database.exclusive(`cellbridge sync ${definition.name}`, async (session) => {
    const state = await session.transaction(async (transaction) => {
      const before = await readSchemaState(
        transaction,
        database.description,
        definition,
        migrations,
      );
      const pending = migrations.filter(({ tag }) => !before.applied.includes(tag));
      for (const migration of pending) {
        const adopt = before.toAdopt && migration === migrations[0];
        await apply(transaction, migration, adopt);
      }
      return { ...before, pending };
    });
    return {
      from: state.applied.at(-1) ?? null,
      to: migrations.at(-1)?.tag ?? '',
      applied: state.pending
        .filter(({ tag }) => !(state.toAdopt && tag === migrations[0]?.tag))
        .map(({ tag }) => tag),
      adopted: state.toAdopt,
      indexes: await buildIndexes(session, definition),
    };
  });
}

/** Says what schema a database has. Changes nothing. */
export async function schemaVersion(
  database: Database,
  definition: SchemaDefinition,
): Promise<SchemaVersion> {
  const migrations = await readMigrations(definition.migrations[database.dialect.name]);
  const state = await readSchemaState(database, database.description, definition, migrations);
  // The first migration makes Nova's tables; where these are there it is not run.
  const ownTags = migrations.slice(state.toAdopt ? 1 : 0).map(({ tag }) => tag);
  const tags = ownTags.filter((tag) => !state.applied.includes(tag));
  const indexes = definition.indexes.map(({ name }) => name);
  return {
    current: state.applied.at(-1) ?? null,
    latest: migrations.at(-1)?.tag ?? '',
    adopted: state.adopted || state.toAdopt,
    pending: [...tags, ...indexes.filter((name) => !state.indexes.has(name))],
  };
}

async function apply(
  transaction: Transaction,
  { tag, statements, hash }: Migration,
  adopt: boolean,
): Promise<void> {
  const bookkeeping = sql.identifier(BOOKKEEPING);
  await transaction.run(sql`
    create table if not exists ${bookkeeping} (
      tag varchar(255) not null primary key,
      hash varchar(64) not null,
      adopted integer not null,
      applied_at varchar(32) not null
    )`);
  if (!adopt) {
    for (const statement of statements) await transaction.run(sql.raw(statement));
  }
  await transaction.run(sql`
    insert into ${bookkeeping} (tag, hash, adopted, applied_at)
    values (${tag}, ${hash}, ${adopt ? 1 : 0}, ${new Date().toISOString()})`);
}

/** Builds the indexes that are missing; one that an interrupted build has left is built anew. */
async function buildIndexes(session: Session, definition: SchemaDefinition): Promise<string[]> {
  const { indexes, brokenIndexes, concurrently } = inspectionOf(session.dialect);
  const names = async (query: typeof indexes | undefined) =>
    new Set(query ? (await session.all<{ name: string }>(query)).map(({ name }) => name) : []);
  const there = await names(indexes);
  const broken = await names(brokenIndexes);
  const built: string[] = [];
  for (const { name, table, column } of definition.indexes) {
    if (there.has(name)) continue;
    if (broken.has(name)) await session.run(sql.raw(`drop index ${concurrently} ${name}`));
    await session.run(sql.raw(`create index ${concurrently} ${name} on ${table} (${column})`));
    built.push(name);
  }
  return built;
}
