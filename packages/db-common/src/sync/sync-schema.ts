/**
 * Creates, adopts and upgrades a schema.
 *
 * Any number of processes may run it at once: one works, the others wait and find it done. It never alters or
 * drops a table of Nova's, and on a server no reader or writer has to wait for it. The migrations run in one
 * transaction if the database can undo them, see `upgrade.ts`; the indexes are built after it, one by one.
 */

import type { Database, Dialect, Reader, Session, WaitOptions } from '@cellbridge/database';
import { DatabaseBusyError } from '@cellbridge/database';
import type { SchemaDefinition } from '@cellbridge/schema';
import { type Catalogue, readCatalogue } from './catalogue.js';
import { buildIndexes, indexesOf, indexStatementsForOwner, lacksIndexes } from './indexes.js';
import { parseMigrations, statementsOf, tablesOf } from './migrations.js';
import { checkRights, creationGrants, grantsOf } from './rights.js';
import {
  BOOKKEEPING,
  hasIndex,
  namesOf,
  readSchemaState,
  type SchemaState,
} from './schema-state.js';
import { upgrade } from './upgrade.js';

/**
 * How {@link syncSchema} waits: for another sync, or for a transaction that blocks an index or a table. After
 * an abort nothing is left half done; finished indexes stay. On MySQL tables stay too, and the next sync goes on.
 */
export type SyncOptions = WaitOptions;

/** What {@link syncSchema} did; all empty if there was nothing to do. */
export interface SyncReport {
  /** The version before: the tag of its last migration, or `null` before the first sync. */
  readonly from: string | null;
  /** The version now. */
  readonly to: string;
  /**
   * Tags of the migrations that ran; `create TABLE` for a table that the release of Nova lacks; and `drop
   * cellbridge_migrations` if an earlier release of Cellbridge had left that table in a database that must not
   * have it.
   */
  readonly applied: readonly string[];
  /** Whether tables made by Nova were adopted unchanged. */
  readonly adopted: boolean;
  /** Names of the built indexes. */
  readonly indexes: readonly string[];
  /**
   * Statements for somebody else to run, because the user may not: indexes on tables of another owner, and
   * missing rights. Empty if nothing is missing.
   */
  readonly forOwner: readonly string[];
}

/**
 * The schema version of a database, as {@link schemaVersion} found it. A version is the tag of its last
 * migration.
 */
export interface SchemaVersion {
  /** The version of the database; `null` before the first sync. */
  readonly current: string | null;
  /** The version that this release makes. */
  readonly latest: string;
  /** Whether Nova made its tables. */
  readonly adopted: boolean;
  /** What a sync would drop, run or build. */
  readonly pending: readonly string[];
}

/** What a database lacks, and who can do it. */
export interface SchemaNeeds extends SchemaVersion {
  /** Whether a sync by this user would do all or some of what is pending. */
  readonly canSync: boolean;
  /**
   * Statements for somebody else to run, because the user may not: the right to create tables, and indexes on tables of
   * another owner.
   */
  readonly forOwner: readonly string[];
  /** Tables of Cellbridge's own that are missing although a sync has made them: what they held is lost. */
  readonly lostTables: readonly string[];
  /** The statements that make them again, empty. */
  readonly recreation: readonly string[];
}

/**
 * Creates a schema in an empty database, adopts one made by Nova, or upgrades one of an earlier release.
 * Running it again changes nothing. It waits for others without a limit: the time limits of the database do not
 * apply.
 *
 * If the user does not own Nova's tables, it does what the user may, and returns the statements for the rest.
 *
 * @throws SchemaMismatchError · SchemaTooNewError (of a database with bookkeeping) · PermissionError; then
 * nothing was changed.
 */
export async function syncSchema(
  database: Database,
  definition: SchemaDefinition,
  options: SyncOptions = {},
): Promise<SyncReport> {
  const migrations = parseMigrations(definition.migrations[database.dialect.name]);
  const { description } = database;
  const to = migrations.at(-1)?.tag ?? '';
  // Before the lock, so that nothing is written to a database that is refused, or needs nothing.
  const look = (reader: Reader) => readSchemaState(reader, description, definition, migrations);
  const before = await database.snapshot(look, options).catch(unlessBusy);
  if (before) checkRights(description, definition, before);
  if (before && !hasWork(before, definition, database.dialect)) {
    const forOwner = whatOwnersDo(definition, before.catalogue, database.dialect);
    return { from: before.current, to, applied: [], adopted: false, indexes: [], forOwner };
  }
  const sync = async (session: Session): Promise<SyncReport> => {
    const { queueBriefly } = session.dialect.inspection;
    if (queueBriefly) await session.run(queueBriefly);
    const state = await upgrade(session, definition, migrations, async (transaction) => {
      const state = await look(transaction);
      checkRights(description, definition, state);
      return state;
    });
    const catalogue = await readCatalogue(session, namesOf(definition, migrations));
    return {
      from: state.current,
      to,
      applied: stepsOf(state),
      adopted: state.toAdopt,
      indexes: await buildIndexes(session, definition, catalogue, description),
      forOwner: whatOwnersDo(definition, catalogue, session.dialect),
    };
  };
  return await database.exclusive(`cellbridge sync ${definition.name}`, sync, options);
}

/** What others keep locked is checked under the lock, which waits without a limit. */
function unlessBusy(error: unknown): undefined {
  if (!DatabaseBusyError.isInstance(error)) throw error;
}

/** Returns the schema version of a database. Changes nothing. */
export async function schemaVersion(
  database: Database,
  definition: SchemaDefinition,
  options: WaitOptions = {},
): Promise<SchemaVersion> {
  const { current, latest, adopted, pending } = await schemaNeeds(database, definition, options);
  return { current, latest, adopted, pending };
}

/** Returns the schema version of a database, and who can do what is pending. Changes nothing. */
export async function schemaNeeds(
  database: Database,
  definition: SchemaDefinition,
  options: WaitOptions = {},
): Promise<SchemaNeeds> {
  const { description, dialect } = database;
  const migrations = parseMigrations(definition.migrations[dialect.name]);
  const state = await database.snapshot(
    (reader) => readSchemaState(reader, description, definition, migrations),
    options,
  );
  const { catalogue } = state;
  const missing = indexesOf(definition, dialect).filter((index) => !hasIndex(catalogue, index));
  const creation = creationGrants(definition, state);
  const applied = migrations.filter((migration) => !state.toRun.includes(migration));
  const lostTables = tablesOf(applied).filter(
    (table) =>
      catalogue.seesAll && !catalogue.tables.has(table) && !Object.hasOwn(definition.nova, table),
  );
  return {
    current: state.current,
    latest: migrations.at(-1)?.tag ?? '',
    adopted: state.adopted,
    pending: [...stepsOf(state), ...missing.map(({ name }) => name)],
    canSync: creation.length === 0 && hasWork(state, definition, dialect),
    forOwner: [...creation, ...indexStatementsForOwner(definition, catalogue, dialect)],
    lostTables,
    recreation: applied.flatMap((migration) => statementsOf(migration, lostTables)).map(asOneLine),
  };
}

function asOneLine(statement: string): string {
  return `${statement.replace(/;$/, '').replace(/\s+/g, ' ')};`;
}

/** Returns the steps of a sync besides building indexes, in words. */
function stepsOf({ toDrop, toMake, toRun }: SchemaState): string[] {
  const tables = [
    ...toDrop.map((table) => `drop ${table}`),
    ...toMake.map((table) => `create ${table}`),
  ];
  return [...tables, ...toRun.map(({ tag }) => tag)];
}

/** Returns whether there is something that the user may do. */
function hasWork(
  { catalogue, toDrop, toMake, toRecord, toRun }: SchemaState,
  definition: SchemaDefinition,
  dialect: Dialect,
): boolean {
  const steps = [toDrop, toMake, toRecord, toRun];
  return steps.some(({ length }) => length > 0) || lacksIndexes(definition, catalogue, dialect);
}

/** Returns what is left to others: what the user may not do, and the rights that it lacks. */
function whatOwnersDo(
  definition: SchemaDefinition,
  catalogue: Catalogue,
  dialect: Dialect,
): string[] {
  const left = definition.bookkeeping ? undefined : catalogue.tables.get(BOOKKEEPING);
  return [
    ...grantsOf(definition, catalogue),
    ...(left && !left.isOwned ? [`drop table ${left.fullName};`] : []),
    ...indexStatementsForOwner(definition, catalogue, dialect),
  ];
}
