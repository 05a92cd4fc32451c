import type { Database, WaitOptions } from '@cellbridge/database';
import {
  type SchemaVersion,
  type SyncOptions,
  type SyncReport,
  schemaVersion,
  syncSchema,
} from '@cellbridge/db-common';
import { apiSchema } from '@cellbridge/schema';

/**
 * Creates, adopts or upgrades the schema of an API database; running it again changes nothing.
 *
 * @throws SchemaMismatchError if the existing tables lack a needed column; nothing is changed.
 * @throws PermissionError if the user lacks a right to read or create; the message says what to grant.
 * @throws SchemaTooNewError if a later release made it.
 */
export function syncApiDatabase(database: Database, options?: SyncOptions): Promise<SyncReport> {
  return syncSchema(database, apiSchema, options);
}

/** Returns the schema version of an API database, and what {@link syncApiDatabase} would do. Changes nothing. */
export function apiSchemaVersion(
  database: Database,
  options?: WaitOptions,
): Promise<SchemaVersion> {
  return schemaVersion(database, apiSchema, options);
}
