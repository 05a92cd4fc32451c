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
import { cellSchema } from '@cellbridge/schema';

/**
 * Creates, adopts or upgrades the schema of a cell database; running it again changes nothing. It leaves only
 * Nova's tables: the version of a cell shows in its tables and indexes, and the table in which an earlier
 * release recorded it is dropped.
 *
 * @throws SchemaMismatchError if the existing tables lack a needed column; nothing is changed.
 */
export function syncCellDatabase(database: Database, options?: SyncOptions): Promise<SyncReport> {
  return syncSchema(database, cellSchema, options);
}

/** Returns the schema version of a cell database, and what {@link syncCellDatabase} would do. Changes nothing. */
export function cellSchemaVersion(
  database: Database,
  options?: WaitOptions,
): Promise<SchemaVersion> {
  return schemaVersion(database, cellSchema, options);
}

/** Returns the same, and who can do what is pending. Changes nothing. */
export function cellSchemaNeeds(database: Database): Promise<SchemaNeeds> {
  return schemaNeeds(database, cellSchema);
}

/** Returns the statements that grant the rights on rows which the user lacks in a cell database. */
export function missingCellGrants(database: Database): Promise<string[]> {
  return missingGrants(database, cellSchema);
}

/** Finds the sequences of a cell database that are behind the ids of their tables. */
export function findCellSequencesBehind(database: Database): Promise<SequenceBehind[]> {
  return findSequencesBehind(database, cellSchema);
}
