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
export function refuseForeignFound(file: string, ownerId: number, userId: number): void {
  if (userId < 0 || ownerId === userId || ownerId === ROOT) return;
  throw new UsageError(
    `${file} belongs to another user (uid ${ownerId}); make it yours with "chown", or give --api-db URL.`,
  );
}

/**
 * Refuses a file of another user that root names.
 *
 * @param userId as for {@link refuseForeignFound}.
 * @throws UsageError
 */
export function refuseForeignNamed(file: string, ownerId: number, userId: number): void {
  if (userId !== ROOT || ownerId === ROOT) return;
  throw new UsageError(
    `${file} belongs to another user (uid ${ownerId}), and root would do what it says; run the command as that user, or name a copy that belongs to root.`,
  );
}
