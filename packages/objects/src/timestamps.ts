import { isTimestamp } from '@cellbridge/db-api';

/** Now, or `offset` milliseconds from now, as Nova stores it: `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
export function now(offset = 0): string {
  return `${new Date(Date.now() + offset).toISOString().slice(0, -1).replace('T', ' ')}000`;
}

/**
 * A time stamp as ISO 8601 in UTC with six decimals: `YYYY-MM-DDTHH:MM:SS.ffffffZ`; `null` for a value
 * that is no time stamp (`infinity`, say), as for none.
 */
export function toIso(timestamp: string | null): string | null {
  return timestamp !== null && isTimestamp(timestamp) ? `${timestamp.replace(' ', 'T')}Z` : null;
}
