import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';

/**
 * A process that waits for the lock of a file keeps an empty file of this name beside it: SQLite tells nobody who waits. The
 * time of that file is that of the wait.
 */
const signOf = (file: string) => `${file}-waiting`;

/** Tells others that this process waits for the lock of a file. Where it may not create a file, nobody is told. */
export function tellOfWait(file: string): void {
  try {
    closeSync(openSync(signOf(file), 'wx', 0o600));
  } catch {
    // Somebody has told already; or the folder is read-only or full, and the wait goes on all the same.
  }
}

/** Takes back what {@link tellOfWait} has told. Another process that still waits tells it again. */
export function endToldWait(file: string): void {
  try {
    rmSync(signOf(file), { force: true });
  } catch {
    // Somebody else's, in a folder where only its owner may remove a file.
  }
}

/**
 * Returns for how many milliseconds another process has told that it waits for a file; 0 if none does. A process that was
 * killed has told it once: so each question removes what it finds, and counts nothing that it may not remove.
 */
export function takeToldWait(file: string): number {
  const sign = statSync(signOf(file), { throwIfNoEntry: false });
  if (!sign) return 0;
  endToldWait(file);
  return existsSync(signOf(file)) ? 0 : Math.max(0, Date.now() - sign.mtimeMs);
}
