import { statSync } from 'node:fs';
import { platform } from 'node:os';
import { basename, dirname } from 'node:path';
import { databaseFile } from '@cellbridge/db-api';
import { shellWord } from '@cellbridge/migrator';

/** The folder of the default API database, which the command creates itself. */
const OWN_FOLDER = '.cellbridge';

/** SQLite databases that others on this machine may read. */
export interface LooseFiles {
  /** What is wrong, in words without a full stop. */
  readonly message: string;
  /** The command that prevents it. */
  readonly remedy: string;
}

/**
 * Warns in one line of SQLite databases that others on this machine may read.
 *
 * @returns `undefined` if there are none.
 */
export function describeLooseFiles(urls: readonly (string | null)[]): string | undefined {
  const found = findLooseFiles(urls);
  return found && `${found.message}; run: ${found.remedy}`;
}

/**
 * Finds SQLite databases that others on this machine may read: an API database holds the passwords of its cells.
 *
 * @returns `undefined` if there are none.
 */
export function findLooseFiles(urls: readonly (string | null)[]): LooseFiles | undefined {
  const files = urls.map((url) => url && databaseFile(url)).filter((file) => file !== null);
  const folders = files.map((file) => dirname(file || '')).filter(isOwn);
  const loose = [...new Set([...folders, ...files])].filter((path) => path !== '' && isLoose(path));
  if (loose.length === 0) return undefined;
  return {
    message: `Others on this machine may read ${loose.join(', ')}, which may hold passwords`,
    remedy: `chmod go= ${loose.map(shellWord).join(' ')}`,
  };
}

function isOwn(folder: string): boolean {
  return basename(folder) === OWN_FOLDER;
}

/** Windows has no file modes. */
function isLoose(path: string): boolean {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  return platform() !== 'win32' && (mode & 0o077) !== 0;
}
