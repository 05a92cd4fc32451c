import { UsageError } from './usage-error.js';

/** Why a file or folder that the user names cannot be read, and what to do about it. */
const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist; check the path.',
  ENOTDIR: 'is not a folder; check the path.',
  EISDIR: 'is a folder; name a file.',
  EACCES: 'may not be read by this user; run the command as one who may.',
};

/**
 * Reads a file or a folder that the user names.
 *
 * @throws UsageError if the system refuses.
 */
export function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string' || UsageError.isInstance(error)) throw error;
    throw new UsageError(`${path} ${FAULTS[code] ?? `cannot be read (${code}).`}`);
  }
}
