import { closeSync, openSync, statSync, unlinkSync } from 'node:fs';

/**
 * A process that waits for the lock of a file keeps an empty file of this name beside it: SQLite tells nobody who waits. The
 * time of that file is when the wait began, or when a question last removed the file.
 */
const signOf = (file: string) => `${file}-waiting`;

/**
 * Tells others that this process waits for the lock of a file.
 *
 * @returns whether it has; not if somebody has told already, or the folder takes no file: the wait goes on all the same.
 */
export function tellOfWait(file: string): boolean {
  try {
    closeSync(openSync(signOf(file), 'wx', 0o600));
    return true;
  } catch {
    return false;
  }
}

/**
 * Takes back what {@link tellOfWait} has told. Another process that still waits tells it again.
 *
 * @returns whether it has; not if nobody had told, or only the owner of the file may remove it.
 */
export function endToldWait(file: string): boolean {
  try {
    unlinkSync(signOf(file));
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns for how many milliseconds another process has told that it waits for a file; 0 if none does. A process that was
 * killed has told it once: so each question removes what it finds, and counts nothing that it may not remove.
 */
export function takeToldWait(file: string): number {
  const sign = statSync(signOf(file), { throwIfNoEntry: false });
  return sign && endToldWait(file) ? Math.max(0, Date.now() - sign.mtimeMs) : 0;
}
