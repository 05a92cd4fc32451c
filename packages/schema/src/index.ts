/**
 * The tables of Nova's API and cell databases, for Drizzle on SQLite, PostgreSQL, and MySQL or MariaDB, with
 * Nova's names, types, constraints and indexes, and the SQL migrations that create them.
 *
 * @packageDocumentation
 */
export {
  apiSchema,
  cellSchema,
  type IndexDefinition,
  type Right,
  type SchemaDefinition,
} from './definitions.js';
export type { DialectName } from './dialects/index.js';
export type { SqlMigration } from './sql-migration.js';
export {
  type ApiTables,
  apiTables,
  type CellTables,
  cellTables,
  type ShadowTables,
  shadowTables,
} from './tables.js';
export { isTimestamp, normalizeTimestamp, now, secondsBetween, toIso } from './timestamp.js';
export {
  canonicalUuid,
  isUuidLike,
  type UuidSpellings,
  uuidSpellings,
} from './uuid.js';
