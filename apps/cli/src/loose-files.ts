import { statSync } from 'node:fs';
import { platform } from 'node:os';
import { basename, dirname } from 'node:path';
import { databaseFile } from '@cellbridge/db-api';

/** The folder of the default API database, which the command creates itself. */
const OWN_FOLDER = '.cellbridge';

/**
 * Warns in one line of SQLite databases that others on this machine may read, with the command that prevents
 * it: an API database holds the passwords of its cells.
 *
 * @returns `undefined` if there are none.
 */
export function describeLooseFiles(urls: readonly (string | null)[]): string | undefined {
  const files = urls.map((url) => url && databaseFile(url)).filter((file) => file !== null);
  const folders = files.map((file) => dirname(file || '')).filter(isOwn);
  const loose = [...new Set([...folders, ...files])].filter((path) => path !== '' && isLoose(path));
  if (loose.length === 0) return undefined;
  const paths = loose.map((path) => (/^[\w./-]+$/.test(path) ? path : `'${path}'`)).join(' ');
  return `Others on this machine may read ${loose.join(', ')}, which may hold passwords; run: chmod go= ${paths}`;
}

function isOwn(folder: string): boolean {
  return basename(folder) === OWN_FOLDER;
}

/** Windows has no file modes. */
function isLoose(path: string): boolean {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  return platform() !== 'win32' && (mode & 0o077) !== 0;
}
