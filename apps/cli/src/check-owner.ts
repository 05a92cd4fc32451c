import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { UsageError } from './usage-error.js';

/** Who may say where the databases are: the user, and the administrator of the machine. */
const ROOT = 0;

/**
 * Refuses a config file of another user: whoever writes it decides where groups go, and gets what is in the
 * environment sent to a server of theirs.
 *
 * @param userId of whoever runs the command; below 0 where there are none (Windows).
 * @throws UsageError
 */
export function checkOwner(file: string, userId: number = userInfo().uid): void {
  const { uid } = statSync(file);
  if (userId < 0 || uid === userId || uid === ROOT) return;
  throw new UsageError(
    `${file} belongs to another user (uid ${uid}); make it yours with "chown", or give --api-db URL.`,
  );
}
