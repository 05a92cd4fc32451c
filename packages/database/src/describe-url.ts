import { tryParseUrl } from './parse-url.js';

/**
 * Returns a database URL without its password, to be shown.
 *
 * @returns `null` for a URL that cannot be read: a password may be anywhere in it.
 */
export function describeUrl(url: string): string | null {
  return tryParseUrl(url)?.description ?? null;
}
