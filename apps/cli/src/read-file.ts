import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Io } from './io.js';
import { UsageError } from './usage-error.js';

/** Why a file or folder that the user names cannot be read, and what to do about it. */
const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist; check the path.',
  ENOTDIR: 'is no path to a file or folder; check it.',
  EISDIR: 'is a folder; name a file.',
  EACCES: 'may not be read by this user; run the command as one who may.',
};

/**
 * Reads a file.
 *
 * @param checkOwner is given the user id of the owner of what is read.
 * @throws UsageError if the system refuses.
 */
export function readFile(path: string, checkOwner: (ownerId: number) => void): string {
  return reading(path, () => {
    const file = openSync(path, 'r');
    try {
      checkOwner(fstatSync(file).uid);
      return readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  });
}

/**
 * Reads what the user names.
 *
 * @throws UsageError if the system refuses.
 */
export function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string' || UsageError.isInstance(error)) throw error;
    throw new UsageError(`${path} ${FAULTS[code] ?? `cannot be read (${code}); check it.`}`);
  }
}

/** The path of a file that the user names. @throws UsageError if it cannot be one. */
export function pathOf({ folder }: Pick<Io, 'folder'>, given: string, option: string): string {
  refuseNoPath(given, option);
  return resolve(folder, given);
}

/** @throws UsageError if a path is empty, or a URL, which may hold a password. */
export function refuseNoPath(path: string, option: string): void {
  if (path === '') throw new UsageError(`${option} is empty; name a file.`);
  if (!path.includes('://')) return;
  throw new UsageError(`${option} takes the path of a file, and was given a URL.`);
}
