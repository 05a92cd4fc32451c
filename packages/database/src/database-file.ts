import { tryParseUrl } from './parse-url.js';

/**
 * The file of a SQLite URL, as it is named there: a relative one counts from the current folder.
 *
 * @returns `null` for a URL of another kind, or one that cannot be read.
 */
export function databaseFile(url: string): string | null {
  return tryParseUrl(url)?.file ?? null;
}
