import { closeSync, existsSync, mkdirSync, openSync, readSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseNotFoundError } from '../../errors/database-not-found-error.js';
import { NotADatabaseError } from '../../errors/not-a-database-error.js';
import { classifySqlite } from './classify.js';

/** The first bytes of each SQLite file, once something was written to it. */
const HEADER = Buffer.from('SQLite format 3\0', 'latin1');

/** Returns a file's path without links. Returns the path of a missing file unchanged. */
export function realPath(file: string): string {
  return existsSync(file) ? realpathSync(file) : file;
}

/**
 * Creates an empty file, which is an empty database, and its folder, if they do not exist. Nobody else may read
 * them. Files that SQLite puts beside it later get the same mode.
 */
export function createDatabaseFile(file: string, database: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw classifySqlite(error, database);
  }
}

/**
 * Checks a file without changing anything. SQLite itself would leave files beside it.
 *
 * @param remedy what to do if the file is missing, besides correcting the URL.
 * @throws DatabaseNotFoundError · PermissionError · NotADatabaseError
 */
export function checkDatabaseFile(file: string, database: string, remedy = ''): void {
  const header = Buffer.alloc(HEADER.length);
  let length = 0;
  try {
    const descriptor = openSync(file, 'r');
    try {
      length = readSync(descriptor, header);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EISDIR') {
      const classified = classifySqlite(error, database);
      if (!DatabaseNotFoundError.isInstance(classified)) throw classified;
      const { message, cause } = classified;
      throw new DatabaseNotFoundError(`${message} ${remedy}`.trim(), { cause, database });
    }
    header.fill(0);
    length = header.length;
  }
  if (length === 0 || header.equals(HEADER)) return;
  const message = `${database} is not a SQLite database; check the URL.`;
  throw new NotADatabaseError(message, { database });
}
