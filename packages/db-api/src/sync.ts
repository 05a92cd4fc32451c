import type { Database, WaitOptions } from '@cellbridge/database';
import {
  findSequencesBehind,
  missingGrants,
  type SchemaNeeds,
  type SchemaVersion,
  type SequenceBehind,
  type SyncOptions,
  type SyncReport,
  schemaNeeds,
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

/** Returns the same, and who can do what is pending. Changes nothing. */
export function apiSchemaNeeds(database: Database): Promise<SchemaNeeds> {
  return schemaNeeds(database, apiSchema);
}

/** Returns the statements that grant the rights on rows which the user lacks in an API database. */
export function missingApiGrants(database: Database): Promise<string[]> {
  return missingGrants(database, apiSchema);
}

/** Finds the sequences of an API database that are behind the ids of their tables. */
export function findApiSequencesBehind(database: Database): Promise<SequenceBehind[]> {
  return findSequencesBehind(database, apiSchema);
}
