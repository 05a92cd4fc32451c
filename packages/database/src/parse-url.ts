import { InvalidUrlError } from './errors/invalid-url-error.js';
import { UnsupportedSchemeError } from './errors/unsupported-scheme-error.js';
import { type PostgresqlUrl, readPostgresqlUrl } from './postgresql/parse-url.js';
import { splitUrl } from './sqlalchemy-url.js';
import { readSqliteUrl, type SqliteUrl } from './sqlite/parse-url.js';

/** A database URL, read. */
export type ParsedUrl = SqliteUrl | PostgresqlUrl;

const REMEDY =
  'Use sqlite:///relative.db, sqlite:////absolute.db or postgresql://user:password@host/database.';

/**
 * Reads a database URL as SQLAlchemy reads it (`postgresql+psycopg2://…`). What cannot be read is not repeated in
 * the error, for a password may be anywhere in it.
 *
 * @throws InvalidUrlError · UnsupportedSchemeError
 */
export function parseUrl(text: string): ParsedUrl {
  refuseTemplate(text);
  const parts = splitUrl(text.trim());
  if (parts === undefined) throw new InvalidUrlError(`This is not a database URL. ${REMEDY}`);
  switch (parts.scheme) {
    case 'sqlite':
      return readSqliteUrl(parts, REMEDY);
    case 'postgresql':
    case 'postgres':
      return readPostgresqlUrl(parts, REMEDY);
    default:
      throw new UnsupportedSchemeError(
        `Databases of the kind "${parts.scheme}" are not supported. ${REMEDY}`,
      );
  }
}

/** The same, or `undefined` for a URL that cannot be read. */
export function tryParseUrl(text: string): ParsedUrl | undefined {
  try {
    return parseUrl(text);
  } catch (error) {
    if (InvalidUrlError.isInstance(error) || UnsupportedSchemeError.isInstance(error)) return;
    throw error;
  }
}

/** Nova fills the parts of such a URL in from its own configuration (`nova.conf`). */
function refuseTemplate(text: string): void {
  if (!/\{(?:scheme|username|password|hostname|port|path|query|fragment)\d*\}/.test(text)) return;
  throw new InvalidUrlError(
    'This URL is a template that Nova fills in from nova.conf; give the whole URL instead.',
  );
}
