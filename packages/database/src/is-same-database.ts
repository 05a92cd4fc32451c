import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidUrlError } from './errors/invalid-url-error.js';
import { UnsupportedSchemeError } from './errors/unsupported-scheme-error.js';
import { parseUrl } from './parse-url.js';

/** Where PostgreSQL listens unless it is told otherwise. */
const PORT = 5432;

/**
 * Whether two URLs lead to one database, whoever logs in and however they are spelled. Two names of one
 * server are not found out; of a URL that cannot be read only the text is compared.
 */
export function isSameDatabase(left: string, right: string): boolean {
  return left === right || identityOf(left) === identityOf(right);
}

function identityOf(text: string): string {
  try {
    const url = parseUrl(text);
    if (url.kind === 'sqlite') return realPath(resolve(url.file));
    // The options can name the schema in which the tables are.
    const place = [url.host.toLowerCase(), url.port ?? PORT, url.database];
    return JSON.stringify([...place, url.query.get('options')]);
  } catch (error) {
    if (InvalidUrlError.isInstance(error) || UnsupportedSchemeError.isInstance(error)) return text;
    throw error;
  }
}

/** Without links, as far as the path is there. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
