import { sql } from 'drizzle-orm';
import { SchemaMismatchError } from '../errors/schema-mismatch-error.js';
import { SchemaTooNewError } from '../errors/schema-too-new-error.js';
import type { Reader } from '../store.js';
import { inspectionOf } from './inspections.js';
import type { Migration } from './migrations.js';
import type { SchemaDefinition } from './sync-schema.js';

/** The table in which a database remembers which migrations it has. */
export const BOOKKEEPING = 'cellbridge_migrations';

/** What a database has of a schema. */
export interface SchemaState {
  /** Tags of the migrations that it has, in order. */
  readonly applied: readonly string[];
  /** Whether Nova's tables were there before Cellbridge came. */
  readonly adopted: boolean;
  /** Whether Nova's tables are there, and none of ours. */
  readonly toAdopt: boolean;
  readonly indexes: ReadonlySet<string>;
}

/**
 * Finds out what a database has. Changes nothing.
 *
 * @throws SchemaMismatchError if Nova's tables are there and lack something that is needed.
 * @throws SchemaTooNewError if it has migrations that this release does not know.
 */
export async function readSchemaState(
  reader: Pick<Reader, 'all' | 'dialect'>,
  database: string,
  definition: SchemaDefinition,
  migrations: readonly Migration[],
): Promise<SchemaState> {
  const inspection = inspectionOf(reader.dialect);
  const columns = await reader.all<{ table_name: string; column_name: string }>(inspection.columns);
  const indexRows = await reader.all<{ name: string }>(inspection.indexes);
  const indexes = new Set(indexRows.map(({ name }) => name));
  const tables = new Map<string, Set<string>>();
  for (const { table_name, column_name } of columns) {
    const table = tables.get(table_name) ?? new Set();
    tables.set(table_name, table.add(column_name));
  }

  const isEmpty = Object.keys(definition.nova).every((table) => !tables.has(table));
  if (!tables.has(BOOKKEEPING)) {
    if (!isEmpty) checkColumns(database, definition, tables);
    return { applied: [], adopted: false, toAdopt: !isEmpty, indexes };
  }
  // First, for tags of another kind of database are unknown, too.
  checkColumns(database, definition, tables);
  const rows = await reader.all<{ tag: string; adopted: boolean | number }>(
    sql`select tag, adopted from ${sql.identifier(BOOKKEEPING)} order by tag`,
  );
  const unknown = rows.find(({ tag }) => !migrations.some((migration) => migration.tag === tag));
  if (unknown) {
    throw new SchemaTooNewError(
      `${database} has the schema ${unknown.tag}, which a later release of Cellbridge made; install that release.`,
      { database },
    );
  }
  const adopted = rows.some((row) => Boolean(row.adopted));
  return { applied: rows.map(({ tag }) => tag), adopted, toAdopt: false, indexes };
}

function checkColumns(
  database: string,
  { name, nova }: SchemaDefinition,
  tables: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const missing = Object.entries(nova).flatMap(([table, columns]) => {
    const there = tables.get(table);
    if (!there) return [`table ${table}`];
    return columns
      .filter((column) => !there.has(column))
      .map((column) => `column ${table}.${column}`);
  });
  if (missing.length === 0) return;
  throw new SchemaMismatchError(
    `${database} lacks ${missing.join(', ')}; nothing was changed. Check that the URL names Nova's ${name} database, and that it was upgraded with nova-manage.`,
    { database },
  );
}
