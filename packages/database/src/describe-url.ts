import { tryParseUrl } from './parse-url.js';

/**
 * A database URL as it may be shown: without its password. Of one that cannot be read nothing is
 * shown, for a password may be anywhere in it.
 *
 * @returns `null` for a URL that cannot be read.
 */
export function describeUrl(url: string): string | null {
  return tryParseUrl(url)?.description ?? null;
}
