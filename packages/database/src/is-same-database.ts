import { resolve } from 'node:path';
import { InvalidUrlError } from './errors/invalid-url-error.js';
import { type ParsedUrl, tryParseUrl } from './parse-url.js';
import { serversOf } from './postgresql/servers.js';
import { settingsOf } from './postgresql/settings.js';
import { realPath } from './sqlite/database-file.js';

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
    return placesOfUrl(url);
  } catch (error) {
    if (InvalidUrlError.isInstance(error)) return [text];
    throw error;
  }
}

function placesOfUrl(url: ParsedUrl): string[] {
  if (url.kind === 'sqlite') return [realPath(resolve(url.file))];
  const settings = settingsOf(url);
  // The options can name the schema in which the tables are.
  const [database, options] = ['dbname', 'options'].map((name) => settings.get(name) ?? null);
  return serversOf(settings, url.description).map(({ host, port }) =>
    JSON.stringify([host.toLowerCase(), port, database, options]),
  );
}
