import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, link, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InvalidInputError } from '@cellbridge/objects';
import { fileFault } from './file-fault.js';

/** Whether a file that is there already may be replaced; default: no. */
export interface NewFileOptions {
  readonly replaces?: boolean;
}

/**
 * Checks that a file can be made: it does not exist, or may be replaced, and its folder may be written.
 *
 * @throws InvalidInputError
 */
export async function checkNewFile(
  path: string,
  { replaces = false }: NewFileOptions = {},
): Promise<void> {
  if (!replaces && (await exists(path))) {
    throw new InvalidInputError(
      `${path} exists already, and is not overwritten; name another file, or remove it first.`,
    );
  }
  await access(dirname(path), constants.W_OK).catch((error: unknown) => {
    throw fileFault(path, 'write', error);
  });
}

/**
 * Writes a file: under another name beside it, which it loses once everything is on the disk. So there is
 * the whole file, or none; and where it replaces another one, that one or the new one.
 *
 * @param write writes it with `append`; if it returns `undefined`, no file is made.
 * @throws InvalidInputError if the file exists and is not to be replaced, or the system refuses.
 */
export async function writeNewFile<T>(
  path: string,
  write: (append: (text: string) => Promise<void>) => Promise<T | undefined>,
  options: NewFileOptions = {},
): Promise<T | undefined> {
  await checkNewFile(path, options);
  const part = `${path}.${randomUUID()}.part`;
  try {
    const written = await fill(part, write);
    if (written !== undefined) {
      // Unlike a renamed file, a linked one does not replace another.
      await (options.replaces ? rename : link)(part, path);
    }
    return written;
  } catch (error) {
    throw fileFault(path, 'write', error);
  } finally {
    await rm(part, { force: true });
  }
}

async function fill<T>(
  path: string,
  write: (append: (text: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  const file: FileHandle = await open(path, 'wx');
  try {
    const written = await write((text) => file.writeFile(text));
    await file.sync();
    return written;
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw fileFault(path, 'write', error);
  }
}
