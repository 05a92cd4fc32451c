import { InvalidUrlError } from '../../errors/invalid-url-error.js';
import type { UrlParts } from '../../sqlalchemy-url.js';
import { unquote } from '../../unquote.js';

/** A SQLite file. */
export interface SqliteUrl {
  readonly file: string;
  /** Seconds to wait for the lock of another process, if the URL says so. */
  readonly timeout: number | undefined;
  readonly description: string;
}

/** Parameters of Python's driver, and of SQLite's own `file:` URIs, with the values that are accepted. */
export const SQLITE_PARAMETERS: Readonly<Record<string, RegExp>> = {
  uri: /^(?:true|yes|on|y|t|1|false|no|off|n|f|0)$/i,
  timeout: /^\d+(?:\.\d+)?$/,
  mode: /^rwc?$/,
  cache: /^private$/,
  check_same_thread: /^/,
  isolation_level: /^/,
  detect_types: /^/,
  cached_statements: /^/,
};

/** Parameters of a `file:` URI, which mean nothing without `uri=true`. */
const OF_URI = ['mode', 'cache'];

/**
 * Reads a SQLite URL. As in SQLAlchemy, nothing in the path is percent-encoded, except in a `file:` URI with
 * `uri=true`.
 *
 * @throws InvalidUrlError
 */
export function readSqliteUrl(parts: UrlParts, remedy: string): SqliteUrl {
  const { database: path = '' } = parts;
  const hasServer = [parts.user, parts.password, parts.host, parts.port].some(Boolean);
  if (hasServer || path === '' || path.includes('\0')) {
    throw new InvalidUrlError(`The sqlite:// URL does not name a file. ${remedy}`);
  }
  if (path === ':memory:') {
    throw new InvalidUrlError(`A database in memory has one connection only. ${remedy}`);
  }
  const query = new Map(parts.query);
  if (query.size < parts.query.length) {
    throw new InvalidUrlError('A parameter of the sqlite:// URL is given twice; leave one out.');
  }
  const isUri = /^(?:true|yes|on|y|t|1)$/i.test(query.get('uri') ?? '');
  for (const [name, value] of query) checkParameter(name, value, isUri);
  const timeout = query.get('timeout');
  const file = isUri ? fileOfUri(path) : plainFile(path);
  return {
    file,
    timeout: timeout === undefined ? undefined : Number(timeout),
    description: `sqlite:///${file}`,
  };
}

function checkParameter(name: string, value: string, isUri: boolean): void {
  const values = SQLITE_PARAMETERS[name];
  const isMisplaced = OF_URI.includes(name) && !isUri;
  if (values?.test(value) && !isMisplaced) return;
  const shown = /^\w{1,40}$/.test(name) ? ` ${name}` : '';
  throw new InvalidUrlError(
    values === undefined
      ? `The parameter${shown} of the sqlite:// URL is not understood; leave it out.`
      : `The parameter${shown} of the sqlite:// URL has a value that cannot be heeded; leave it out.`,
  );
}

function plainFile(path: string): string {
  if (!path.startsWith('file:')) return path;
  throw new InvalidUrlError('A file: URI needs ?uri=true; add it, or write sqlite:////path.');
}

/** As SQLite reads a URI filename: the authority is empty or `localhost`, `#` begins a fragment. */
function fileOfUri(path: string): string {
  if (!path.startsWith('file:')) return path;
  const [rest = ''] = path.slice('file:'.length).split('#');
  const [, file = ''] = /^(?:\/\/(?:localhost)?(?=\/))?(.*)$/s.exec(rest) ?? [];
  const decoded = unquote(file);
  if (file.startsWith('//') || decoded === '' || decoded === ':memory:' || decoded.includes('\0')) {
    throw new InvalidUrlError(
      'The file: URI does not name a file of this machine; write file:/path.',
    );
  }
  return decoded;
}
