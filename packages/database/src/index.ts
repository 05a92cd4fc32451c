/**
 * Opens databases by URL: one transaction API and one dialect seam over SQLite and PostgreSQL, and errors that
 * name the remedy.
 *
 * @packageDocumentation
 */

export type {
  Database,
  OnWait,
  OpenOptions,
  SnapshotOptions,
  Statement,
  WaitOptions,
} from './database.js';
export { databaseFile } from './database-file.js';
export { describeUrl } from './describe-url.js';
export type { BulkColumn, BulkType, Dialect, LockWaits, ReplicaState } from './dialect.js';
export type { DialectName } from './dialects/index.js';
export { AuthenticationError } from './errors/authentication-error.js';
export { CellbridgeError, type ErrorDetails, type ErrorOrigin } from './errors/cellbridge-error.js';
export { ClosedError } from './errors/closed-error.js';
export { ConnectionError } from './errors/connection-error.js';
export { ConstraintError } from './errors/constraint-error.js';
export { DatabaseBusyError } from './errors/database-busy-error.js';
export { DatabaseError } from './errors/database-error.js';
export type { DatabaseErrorCode } from './errors/database-error-code.js';
export { DatabaseNotFoundError } from './errors/database-not-found-error.js';
export { DatabaseTimeoutError } from './errors/database-timeout-error.js';
export { DiskFullError } from './errors/disk-full-error.js';
export { DriverMissingError } from './errors/driver-missing-error.js';
export { InvalidOptionError } from './errors/invalid-option-error.js';
export { InvalidUrlError } from './errors/invalid-url-error.js';
export { messageOf } from './errors/message-of.js';
export { MissingTableError } from './errors/missing-table-error.js';
export { NestedTransactionError } from './errors/nested-transaction-error.js';
export { NoConnectionLeftError } from './errors/no-connection-left-error.js';
export { NotADatabaseError } from './errors/not-a-database-error.js';
export { PermissionError } from './errors/permission-error.js';
export { SchemaMismatchError } from './errors/schema-mismatch-error.js';
export { SchemaTooNewError } from './errors/schema-too-new-error.js';
export { SequenceBehindError } from './errors/sequence-behind-error.js';
export { SerializationError } from './errors/serialization-error.js';
export { UniqueViolationError } from './errors/unique-violation-error.js';
export { UnsupportedSchemeError } from './errors/unsupported-scheme-error.js';
export { fillTemplate, isTemplate } from './fill-template.js';
export { guardListener } from './guard-listener.js';
export type {
  Grants,
  IndexParts,
  Inspection,
  PlaceRow,
  SequenceRow,
  SharedInspection,
  TableRow,
  TextColumnRow,
} from './inspection.js';
export { databasePlaces, isSameDatabase, sharesPlace } from './is-same-database.js';
export { openDatabase } from './open-database.js';
export { type Preparable, type PreparedQuery, prepared } from './prepared.js';
export { quote } from './quote.js';
export { isSuspicious } from './readable.js';
export { redact } from './redact.js';
export type { SchemaBinding } from './schema-binding.js';
export type { Reader, Session, Transaction } from './store.js';
export type {
  BulkRows,
  Change,
  Conditional,
  Fields,
  FieldValues,
  NewRow,
  Table,
  Verbs,
} from './writes.js';
