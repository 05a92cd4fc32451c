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
  if (left === right) return true;
  const places = placesOf(right);
  return placesOf(left).some((place) => places.includes(place));
}

function placesOf(text: string): string[] {
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
