import {
  type Database,
  type SchemaVersion,
  type SyncReport,
  schemaVersion,
  syncSchema,
} from '@cellbridge/database';
import { cellSchema } from '@cellbridge/schema';

/**
 * Makes, adopts or upgrades the schema of a cell database; running it again changes nothing.
 *
 * @throws SchemaMismatchError if the tables there lack a column that is needed; nothing is changed.
 * @throws SchemaTooNewError if a later release made it.
 */
export function syncCellDatabase(database: Database): Promise<SyncReport> {
  return syncSchema(database, cellSchema);
}

/** What schema a cell database has, and what {@link syncCellDatabase} would do. Changes nothing. */
export function cellSchemaVersion(database: Database): Promise<SchemaVersion> {
  return schemaVersion(database, cellSchema);
}
