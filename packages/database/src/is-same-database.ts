import { resolve } from 'node:path';
import { tryParseUrl } from './parse-url.js';
import { realPath } from './sqlite/database-file.js';

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
  const url = tryParseUrl(text);
  if (!url) return text;
  if (url.kind === 'sqlite') return realPath(resolve(url.file));
  // The options can name the schema in which the tables are.
  const place = [url.host.toLowerCase(), url.port ?? PORT, url.database];
  return JSON.stringify([...place, url.query.get('options')]);
}
