import { tryParseUrl } from './parse-url.js';

/**
 * Returns the file of a SQLite URL as written there: a relative path starts at the current folder.
 *
 * @returns `null` for a URL of another kind, or one that cannot be read.
 */
export function databaseFile(url: string): string | null {
  return tryParseUrl(url)?.file ?? null;
}
