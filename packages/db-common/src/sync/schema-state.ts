import type { Reader } from '@cellbridge/database';
import { SchemaMismatchError, SchemaTooNewError } from '@cellbridge/database';
import type { IndexDefinition, SchemaDefinition } from '@cellbridge/schema';
import { sql } from 'drizzle-orm';
import { type Catalogue, type FoundTable, readCatalogue } from './catalogue.js';
import { checkReadable } from './check-readable.js';
import { checkTables } from './check-tables.js';
import {
  isApplied,
  type LostSync,
  lostByRecord,
  lostBySight,
  type MigrationRecord,
} from './lost-sync.js';
import { type Migration, tablesOf } from './migrations.js';

/** The table in which a database records its migrations. */
export const BOOKKEEPING = 'cellbridge_migrations';

/** The state of a schema in a database. */
export interface SchemaState {
  /** The tag of its last migration; `null` before the first sync. */
  readonly current: string | null;
  /** Whether Nova made its tables. */
  readonly adopted: boolean;
  /** Whether Nova made its tables, and no sync has run yet. */
  readonly toAdopt: boolean;
  /** The migrations to run. */
  readonly toRun: readonly Migration[];
  /** The tables that Nova's release lacks; the first migration creates them. */
  readonly toMake: readonly string[];
  /** The migrations to record: those that are run, and the first if Nova made its tables. */
  readonly toRecord: readonly Migration[];
  /** Our tables of an earlier release that are to be dropped, as far as the user may. */
  readonly toDrop: readonly string[];
  /** The catalogue of the tables, Nova's and ours. */
  readonly catalogue: Catalogue;
}

type Tables = ReadonlyMap<string, FoundTable>;

/**
 * Reads the state of a database. Changes nothing.
 *
 * @throws SchemaMismatchError if Nova's tables exist but lack something that is needed, or are in the wrong
 * place.
 * @throws PermissionError if the user may not look at them.
 * @throws SchemaTooNewError if it has migrations that this release does not know.
 */
export async function readSchemaState(
  reader: Pick<Reader, 'all' | 'dialect'>,
  database: string,
  definition: SchemaDefinition,
  migrations: readonly Migration[],
): Promise<SchemaState> {
  const catalogue = await readCatalogue(reader, namesOf(definition, migrations));
  await checkTables(reader, database, definition, catalogue);
  const { tables } = catalogue;
  const lost = reader.dialect.transactionalDdl
    ? { isFirst: false }
    : await findLostSync(reader, database, definition, migrations, catalogue);
  const isEmpty =
    lost.adopts === undefined
      ? Object.keys(definition.nova).every((table) => !tables.has(table))
      : !lost.adopts;
  const isRecorded = tables.has(BOOKKEEPING) && !lost.isFirst;
  // If one of them exists, or a sync has run before, a missing table is a lost one.
  const { laterTables = [] } = definition;
  const isOlder = !isRecorded && (lost.adopts || laterTables.every((name) => !tables.has(name)));
  // First, because tags of another kind of database are unknown too.
  if (!isEmpty || (definition.bookkeeping && isRecorded)) {
    checkColumns(database, { ...definition, laterTables: isOlder ? laterTables : [] }, tables);
  }
  const toMake = !isEmpty && isOlder ? laterTables.filter((name) => !tables.has(name)) : [];
  if (!definition.bookkeeping) {
    return { ...seenState(definition, migrations, catalogue, lost), toMake };
  }
  if (!isRecorded) {
    const toRun = migrations.slice(isEmpty ? 0 : 1);
    const state = { current: null, toRun, toMake, toRecord: migrations, toDrop: [], catalogue };
    return { ...state, adopted: !isEmpty, toAdopt: !isEmpty };
  }
  const records = await readBookkeeping(reader, database, migrations, catalogue);
  const rows = records.filter(isApplied);
  const toRun = migrations.filter(({ tag }) => !rows.some((row) => row.tag === tag));
  return {
    current: rows.at(-1)?.tag ?? null,
    adopted: rows.some((row) => Boolean(row.adopted)),
    toAdopt: false,
    toRun,
    toMake,
    toRecord: toRun,
    toDrop: [],
    catalogue,
  };
}

/**
 * Returns the state of a database without bookkeeping. It was synced if it has one of our indexes, or the
 * bookkeeping of an earlier release. Nova made its tables if they have columns that ours lack.
 */
function seenState(
  { nova, indexes: ours }: SchemaDefinition,
  migrations: readonly Migration[],
  catalogue: Catalogue,
  lost: LostSync,
): Omit<SchemaState, 'toMake'> {
  const { tables } = catalogue;
  const isMade = !lost.isFirst && Object.keys(nova).some((table) => tables.has(table));
  const bookkeeping = tables.get(BOOKKEEPING);
  const isSynced =
    isMade && (bookkeeping !== undefined || ours.some((index) => hasIndex(catalogue, index)));
  const adopted = Object.entries(nova).some(([table, columns]) =>
    [...(tables.get(table)?.columns ?? [])].some((column) => !columns.includes(column)),
  );
  return {
    current: isSynced ? (migrations.at(-1)?.tag ?? null) : null,
    adopted,
    toAdopt: adopted && !isSynced,
    toRun: isMade ? [] : migrations,
    toRecord: [],
    toDrop: bookkeeping?.isOwned ? [BOOKKEEPING] : [],
    catalogue,
  };
}

/** Returns the names of all tables, Nova's and ours. */
export function namesOf(
  { nova }: SchemaDefinition,
  migrations: readonly Migration[],
): readonly string[] {
  return [...new Set([...Object.keys(nova), ...tablesOf(migrations), BOOKKEEPING])];
}

/** Returns whether a table has a usable index. */
export function hasIndex({ tables }: Catalogue, { name, table }: IndexDefinition): boolean {
  return tables.get(table)?.indexes.get(name)?.isValid ?? false;
}

/** Returns the sync that was lost before the tables of Nova's could be checked. */
async function findLostSync(
  reader: Pick<Reader, 'all'>,
  database: string,
  definition: SchemaDefinition,
  migrations: readonly Migration[],
  catalogue: Catalogue,
): Promise<LostSync> {
  if (!definition.bookkeeping) return lostBySight(definition, migrations, catalogue);
  if (!catalogue.tables.has(BOOKKEEPING)) return { isFirst: false };
  const records = await readBookkeeping(reader, database, migrations, catalogue);
  return lostByRecord(records, migrations);
}

async function readBookkeeping(
  reader: Pick<Reader, 'all'>,
  database: string,
  migrations: readonly Migration[],
  catalogue: Catalogue,
): Promise<MigrationRecord[]> {
  checkReadable(database, catalogue, [BOOKKEEPING]);
  const rows = await reader.all<MigrationRecord>(
    sql`select tag, adopted, applied_at from ${sql.identifier(BOOKKEEPING)} order by tag`,
  );
  const unknown = rows.find(({ tag }) => !migrations.some((migration) => migration.tag === tag));
  if (!unknown) return rows;
  throw new SchemaTooNewError(
    `${database} has the schema ${unknown.tag}, which a later release of Cellbridge made; install that release.`,
    { database },
  );
}

function checkColumns(
  database: string,
  { name, nova, later, laterTables }: SchemaDefinition,
  tables: Tables,
): void {
  const missing = Object.entries(nova).flatMap(([table, columns]) => {
    const found = tables.get(table);
    if (!found) return laterTables?.includes(table) ? [] : [`table ${table}`];
    const { columns: there, refused } = found;
    // A server may hide them from those who may not read the table.
    if (there.size === 0 && refused.has('select')) return [];
    return columns
      .filter((column) => !there.has(column) && !later?.[table]?.includes(column))
      .map((column) => `column ${table}.${column}`);
  });
  if (missing.length === 0) return;
  throw new SchemaMismatchError(
    `${database} lacks ${missing.join(', ')}; nothing was changed. Check that the URL names Nova's ${name} database, and that it was upgraded with nova-manage.`,
    { database },
  );
}
