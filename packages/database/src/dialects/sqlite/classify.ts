import type { CellbridgeError } from '../../errors/cellbridge-error.js';
import { classify, type DriverError, type Rule } from '../../errors/classify.js';
import { ConnectionError } from '../../errors/connection-error.js';
import { ConstraintError } from '../../errors/constraint-error.js';
import { DatabaseBusyError } from '../../errors/database-busy-error.js';
import { DatabaseError } from '../../errors/database-error.js';
import { DatabaseNotFoundError } from '../../errors/database-not-found-error.js';
import { DiskFullError } from '../../errors/disk-full-error.js';
import { DriverMissingError } from '../../errors/driver-missing-error.js';
import { MissingColumnError } from '../../errors/missing-column-error.js';
import { MissingTableError } from '../../errors/missing-table-error.js';
import { NotADatabaseError } from '../../errors/not-a-database-error.js';
import { PermissionError } from '../../errors/permission-error.js';
import { UniqueViolationError } from '../../errors/unique-violation-error.js';
import { fittingDriver } from './fitting-driver.js';

/**
 * The codes of better-sqlite3 and of the file system. If SQLite has no code of its own, its message, which is
 * never translated. The order matters.
 */
const RULES: readonly Rule[] = [
  [/^SQLITE_(BUSY|LOCKED)/, DatabaseBusyError, 'Somebody else writes to the file; try again.'],
  [/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY|ROWID)/, UniqueViolationError],
  [/^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/, ConstraintError],
  [/^(SQLITE_NOTADB|EISDIR)/, NotADatabaseError, 'Check that the URL names a SQLite database.'],
  [/^SQLITE_CORRUPT/, NotADatabaseError, 'The file is damaged; put a backup in its place.'],
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, DiskFullError, 'Make room on the disk.'],
  [
    /^(SQLITE_(READONLY|PERM|AUTH)|EACCES|EPERM|EROFS)/,
    PermissionError,
    'Check who may write to the file and its folder; a program writes in a transaction only.',
  ],
  [
    /^(SQLITE_CANTOPEN|ENOENT|ENOTDIR|EEXIST|ENAMETOOLONG)/,
    DatabaseNotFoundError,
    'Correct the URL (a relative one counts from the current folder).',
  ],
  [/^SQLITE_IOERR/, ConnectionError, 'Check the disk.'],
  [/^SQLITE_ERROR: no such table/, MissingTableError],
  [/^SQLITE_ERROR: (no such column|table \S+ has no column)/, MissingColumnError],
  [/(?:)/, DatabaseError],
];

/** Package managers may skip install scripts, and a binary is built for one version of Node.js. */
const UNBUILT = /^Could not locate the bindings file|NODE_MODULE_VERSION|better_sqlite3\.node/;
const BUILD = `The driver better-sqlite3 has no binary for this Node.js; run "npm install ${fittingDriver()}", or build it: "npm rebuild better-sqlite3", with pnpm "pnpm approve-builds".`;

/** Turns an error of better-sqlite3 or of the file system into one of ours. */
export function classifySqlite(error: unknown, database: string): CellbridgeError {
  if (error instanceof Error && UNBUILT.test(error.message)) {
    return new DriverMissingError(`${database}: ${BUILD}`, { cause: error, database });
  }
  const keyOf = ({ code, message }: DriverError) => `${code}: ${message}`;
  return classify(RULES, error, database, keyOf);
}
