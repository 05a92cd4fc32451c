import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { UsageError } from './usage-error.js';

/** The user id of the machine's administrator. */
const ROOT = 0;

/**
 * Refuses a config file of another user that was found in a folder: whoever writes it decides where groups go, and could
 * have the environment's passwords sent to a server of theirs.
 *
 * @param userId of whoever runs the command; below 0 where there are none (Windows).
 * @throws UsageError
 */
export function checkFound(file: string, userId: number = userInfo().uid): void {
  const { uid } = statSync(file);
  if (userId < 0 || uid === userId || uid === ROOT) return;
  throw new UsageError(
    `${file} belongs to another user (uid ${uid}); make it yours with "chown", or give --api-db URL.`,
  );
}

/**
 * Refuses a config file of another user that root names.
 *
 * @param userId as for {@link checkFound}.
 * @throws UsageError
 */
export function checkNamed(file: string, userId: number = userInfo().uid): void {
  const { uid } = statSync(file);
  if (userId !== ROOT || uid === ROOT) return;
  throw new UsageError(
    `${file} belongs to another user (uid ${uid}), and root would do what it says; run the command as that user, or make the file root's with "chown root".`,
  );
}
