import { InvalidUrlError } from './errors/invalid-url-error.js';
import { tryParseUrl } from './parse-url.js';

/**
 * Returns whether two URLs lead to one database, whatever their users and spelling. One common server is
 * enough. It does not notice two names of one server. It compares only the text of a URL that cannot be read.
 */
export function isSameDatabase(left: string, right: string): boolean {
  return left === right || sharesPlace(databasePlaces(left), databasePlaces(right));
}

/** Returns whether two results of {@link databasePlaces} belong to one database. */
export function sharesPlace(left: readonly string[], right: readonly string[]): boolean {
  return left.some((place) => right.includes(place));
}

/**
 * Returns where the database of a URL is, one text per server: for comparing many URLs, which
 * {@link isSameDatabase} would parse each time.
 */
export function databasePlaces(text: string): readonly string[] {
  const url = tryParseUrl(text);
  if (!url) return [text];
  try {
    return url.places();
  } catch (error) {
    if (InvalidUrlError.isInstance(error)) return [text];
    throw error;
  }
}
