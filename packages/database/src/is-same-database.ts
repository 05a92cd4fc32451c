import { InvalidUrlError } from './errors/invalid-url-error.js';
import { tryParseUrl } from './parse-url.js';

/**
 * Whether two URLs lead to one database, whoever logs in and however they are spelled; of several servers one is
 * enough. Two names of one server are not found out; of a URL that cannot be read only the text is compared.
 */
export function isSameDatabase(left: string, right: string): boolean {
  return left === right || sharesPlace(databasePlaces(left), databasePlaces(right));
}

/** Whether what {@link databasePlaces} gives of two URLs is of one database. */
export function sharesPlace(left: readonly string[], right: readonly string[]): boolean {
  return left.some((place) => right.includes(place));
}

/**
 * Where the database of a URL is, one text for each of its servers: for whoever compares many URLs, which
 * {@link isSameDatabase} reads anew each time.
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
