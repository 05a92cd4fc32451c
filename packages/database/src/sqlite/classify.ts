import type { CellbridgeError, ErrorOrigin } from '../errors/cellbridge-error.js';
import { ConnectionError } from '../errors/connection-error.js';
import { ConstraintError } from '../errors/constraint-error.js';
import { DatabaseBusyError } from '../errors/database-busy-error.js';
import { DatabaseError } from '../errors/database-error.js';
import { DatabaseNotFoundError } from '../errors/database-not-found-error.js';
import { DiskFullError } from '../errors/disk-full-error.js';
import { MissingTableError } from '../errors/missing-table-error.js';
import { NotADatabaseError } from '../errors/not-a-database-error.js';
import { PermissionError } from '../errors/permission-error.js';
import { UniqueViolationError } from '../errors/unique-violation-error.js';

type ErrorClass = new (message: string, origin: ErrorOrigin) => CellbridgeError;
type Rule = readonly [pattern: RegExp, error: ErrorClass, remedy: string];

/** From better-sqlite3's code and message, as `CODE: message`, to the error; the first that fits counts. */
const RULES: readonly Rule[] = [
  [/^SQLITE_(BUSY|LOCKED)/, DatabaseBusyError, 'Another process holds its lock; try again.'],
  [/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY|ROWID)/, UniqueViolationError, ''],
  [/^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/, ConstraintError, ''],
  [/^SQLITE_(NOTADB|CORRUPT)/, NotADatabaseError, 'Check that the URL names a SQLite database.'],
  [/^SQLITE_FULL|ENOSPC/, DiskFullError, 'Make room on the disk.'],
  [/^SQLITE_(READONLY|PERM|AUTH)|EACCES/, PermissionError, 'Check who may write to the file.'],
  [
    /^SQLITE_CANTOPEN|directory does not exist/,
    DatabaseNotFoundError,
    'Mend the URL, or create it with "cellbridge api-db sync" or "cellbridge db sync".',
  ],
  [/^SQLITE_IOERR/, ConnectionError, 'Check the disk.'],
  [
    /no such (table|column)/,
    MissingTableError,
    'Run "cellbridge api-db sync" or "cellbridge db sync" first.',
  ],
];

/** Turns an error of better-sqlite3 into one of ours. */
export function classifySqlite(error: unknown, database: string): CellbridgeError {
  const { message = String(error), code = '' } = error as { message?: string; code?: string };
  const origin = { cause: error, database };
  const text = /[.!?]$/.test(message) ? message : `${message}.`;
  const rule = RULES.find(([pattern]) => pattern.test(`${code}: ${message}`));
  if (!rule) return new DatabaseError(`${database}: ${text}`, origin);
  const [, ErrorOfRule, remedy] = rule;
  return new ErrorOfRule(`${database}: ${text}${remedy && ` ${remedy}`}`, origin);
}
