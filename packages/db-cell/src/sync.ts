import type { Database, WaitOptions } from '@cellbridge/database';
import {
  type SchemaVersion,
  type SyncOptions,
  type SyncReport,
  schemaVersion,
  syncSchema,
} from '@cellbridge/db-common';
import { cellSchema } from '@cellbridge/schema';

/**
 * Makes, adopts or upgrades the schema of a cell database; running it again changes nothing. It leaves
 * no table but Nova's: what a cell has is seen from its tables and indexes, and the table in which an
 * earlier release remembered it is dropped.
 *
 * @throws SchemaMismatchError if the tables there lack a column that is needed; nothing is changed.
 */
export function syncCellDatabase(database: Database, options?: SyncOptions): Promise<SyncReport> {
  return syncSchema(database, cellSchema, options);
}

/** What schema a cell database has, and what {@link syncCellDatabase} would do. Changes nothing. */
export function cellSchemaVersion(
  database: Database,
  options?: WaitOptions,
): Promise<SchemaVersion> {
  return schemaVersion(database, cellSchema, options);
}
