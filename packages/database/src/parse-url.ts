import { InvalidUrlError } from './errors/invalid-url-error.js';
import { UnsupportedSchemeError } from './errors/unsupported-scheme-error.js';
import { redact } from './redact.js';

/** A database URL, read: a file of SQLite's, or what PostgreSQL's driver understands. */
export type ParsedUrl =
  | { readonly kind: 'sqlite'; readonly file: string; readonly description: string }
  | {
      readonly kind: 'postgresql';
      readonly url: URL;
      readonly description: string;
      /** The password, in each form in which a message may repeat it. */
      readonly secrets: readonly string[];
    };

const REMEDY =
  'Use sqlite:///relative.db, sqlite:////absolute.db or postgresql://user:password@host/database.';

/**
 * Reads a database URL, in SQLAlchemy's spellings too (`postgresql+psycopg2://…`).
 *
 * @throws InvalidUrlError · UnsupportedSchemeError
 */
export function parseUrl(text: string): ParsedUrl {
  const [, scheme, rest] = /^([a-z][a-z0-9]*)(?:\+[a-z0-9_]+)?:\/\/(.*)$/is.exec(text.trim()) ?? [];
  if (scheme === undefined || rest === undefined) {
    throw new InvalidUrlError(`${quote(text)} is not a database URL. ${REMEDY}`);
  }
  switch (scheme.toLowerCase()) {
    case 'sqlite':
      return parseSqlite(text, rest);
    case 'postgresql':
    case 'postgres':
      return parsePostgresql(text, rest);
    default:
      throw new UnsupportedSchemeError(
        `Databases of the kind ${quote(scheme)} are not supported. ${REMEDY}`,
      );
  }
}

function parseSqlite(text: string, rest: string): ParsedUrl {
  const [path = ''] = rest.split('?');
  if (!path.startsWith('/') || path.length < 2 || path.includes('\0')) {
    throw new InvalidUrlError(`${quote(text)} names no file. ${REMEDY}`);
  }
  return { kind: 'sqlite', file: path.slice(1), description: `sqlite://${path}` };
}

function parsePostgresql(text: string, rest: string): ParsedUrl {
  const canonical = `postgresql://${rest}`;
  const url = URL.canParse(canonical) ? new URL(canonical) : undefined;
  if (!url || url.pathname.length < 2) {
    throw new InvalidUrlError(`${quote(text)} names no database. ${REMEDY}`);
  }
  const encoded = url.password || url.searchParams.get('password') || '';
  const secrets = [...new Set([encoded, decode(encoded)])].filter((secret) => secret.length > 0);
  const shown = new URL(url);
  if (shown.password) shown.password = '***';
  for (const name of ['password', 'sslpassword']) {
    if (shown.searchParams.has(name)) shown.searchParams.set(name, '***');
  }
  return { kind: 'postgresql', url, description: shown.href, secrets };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidUrlError('The password in the URL is not percent-encoded as it should be.');
  }
}

function quote(text: string): string {
  return JSON.stringify(redact(text));
}
