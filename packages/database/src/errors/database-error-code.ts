import type { AuthenticationError } from './authentication-error.js';
import type { ClosedError } from './closed-error.js';
import type { ConnectionError } from './connection-error.js';
import type { ConstraintError } from './constraint-error.js';
import type { DatabaseBusyError } from './database-busy-error.js';
import type { DatabaseError } from './database-error.js';
import type { DatabaseNotFoundError } from './database-not-found-error.js';
import type { DatabaseTimeoutError } from './database-timeout-error.js';
import type { DiskFullError } from './disk-full-error.js';
import type { DriverMissingError } from './driver-missing-error.js';
import type { InvalidOptionError } from './invalid-option-error.js';
import type { InvalidUrlError } from './invalid-url-error.js';
import type { MissingTableError } from './missing-table-error.js';
import type { NestedTransactionError } from './nested-transaction-error.js';
import type { NoConnectionLeftError } from './no-connection-left-error.js';
import type { NotADatabaseError } from './not-a-database-error.js';
import type { PermissionError } from './permission-error.js';
import type { SchemaMismatchError } from './schema-mismatch-error.js';
import type { SchemaTooNewError } from './schema-too-new-error.js';
import type { SequenceBehindError } from './sequence-behind-error.js';
import type { SerializationError } from './serialization-error.js';
import type { UniqueViolationError } from './unique-violation-error.js';
import type { UnsupportedSchemeError } from './unsupported-scheme-error.js';

/** The codes of this package's errors. */
export type DatabaseErrorCode = (
  | typeof AuthenticationError
  | typeof ClosedError
  | typeof ConnectionError
  | typeof ConstraintError
  | typeof DatabaseBusyError
  | typeof DatabaseError
  | typeof DatabaseNotFoundError
  | typeof DatabaseTimeoutError
  | typeof DiskFullError
  | typeof DriverMissingError
  | typeof InvalidOptionError
  | typeof InvalidUrlError
  | typeof MissingTableError
  | typeof NestedTransactionError
  | typeof NoConnectionLeftError
  | typeof NotADatabaseError
  | typeof PermissionError
  | typeof SchemaMismatchError
  | typeof SchemaTooNewError
  | typeof SequenceBehindError
  | typeof SerializationError
  | typeof UniqueViolationError
  | typeof UnsupportedSchemeError
)['code'];
