import { InvalidUrlError } from './errors/invalid-url-error.js';
import { UnsupportedSchemeError } from './errors/unsupported-scheme-error.js';
import { type PostgresqlUrl, parsePostgresqlUrl } from './postgresql/parse-url.js';

/** A SQLite file. */
interface SqliteUrl {
  readonly kind: 'sqlite';
  readonly file: string;
  readonly description: string;
}

/** A database URL, read. */
export type ParsedUrl = SqliteUrl | PostgresqlUrl;

const REMEDY =
  'Use sqlite:///relative.db, sqlite:////absolute.db or postgresql://user:password@host/database.';

/**
 * Reads a database URL, in SQLAlchemy's spellings too (`postgresql+psycopg2://…`). What cannot be
 * read is not repeated in the error, for a password may be anywhere in it.
 *
 * @throws InvalidUrlError · UnsupportedSchemeError
 */
export function parseUrl(text: string): ParsedUrl {
  refuseTemplate(text);
  const [, scheme, rest] = /^([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?:\/\/(.*)$/is.exec(text.trim()) ?? [];
  if (scheme === undefined || rest === undefined) {
    throw new InvalidUrlError(`This is not a database URL. ${REMEDY}`);
  }
  switch (scheme.toLowerCase()) {
    case 'sqlite':
      return parseSqliteUrl(rest);
    case 'postgresql':
    case 'postgres': {
      const url = parsePostgresqlUrl(rest);
      if (url) return url;
      throw new InvalidUrlError(`The postgresql:// URL does not name a database. ${REMEDY}`);
    }
    default:
      throw new UnsupportedSchemeError(
        `Databases of the kind "${scheme}" are not supported. ${REMEDY}`,
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
  if (!/\{(?:scheme|username|password|hostname|port|path|query|fragment)\}/.test(text)) return;
  throw new InvalidUrlError(
    'This URL is a template that Nova fills in from nova.conf; give the whole URL instead.',
  );
}

/** As SQLAlchemy has it, nothing in the path is percent-encoded. */
function parseSqliteUrl(rest: string): SqliteUrl {
  const [path = ''] = rest.split('?');
  const file = path.slice(1);
  if (!path.startsWith('/') || file === '' || file.includes('\0')) {
    throw new InvalidUrlError(`The sqlite:// URL does not name a file. ${REMEDY}`);
  }
  if (file === ':memory:') {
    throw new InvalidUrlError(`A database in memory has one connection only. ${REMEDY}`);
  }
  return { kind: 'sqlite', file, description: `sqlite://${path}` };
}
