import { unquote } from './unquote.js';

/** The parts of a URL as SQLAlchemy reads them; a missing part is `undefined`. */
export interface UrlParts {
  /** `postgresql`, in lower case. */
  readonly scheme: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly host: string | undefined;
  /** The text after the colon, a number or not. */
  readonly port: string | undefined;
  readonly database: string | undefined;
  /** In the order given; a name may appear several times. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Whether there is another `@`, not percent-encoded, after the one before the host. */
  readonly hasStrayAt: boolean;
}

/** The pattern of `_parse_url` in SQLAlchemy's `engine/url.py`, the same in 1.4 and 2.0. */
const PATTERN = new RegExp(
  [
    /^(?<scheme>[a-z][a-z0-9]*)(?:\+\w+)?:\/\//,
    /(?:(?<user>[^:/]*)(?::(?<password>[^@]*))?@)?/,
    /(?:(?:\[(?<address>[^/?]+)\]|(?<host>[^/:?]+))?(?::(?<port>[^/?]*))?)?/,
    /(?:\/(?<database>[^?]*))?/,
    /(?:\?(?<query>.*))?$/,
  ]
    .map(({ source }) => source)
    .join(''),
  'is',
);

/**
 * Splits a URL like SQLAlchemy: a password ends at the first `@`, whatever it contains; user, password and
 * parameters are percent-decoded, host and database are not; `#` has no meaning.
 *
 * @returns `undefined` if the text is no URL.
 */
export function splitUrl(text: string): UrlParts | undefined {
  const parts = PATTERN.exec(text)?.groups;
  if (!parts) return undefined;
  const { host, port, database, query = '' } = parts;
  return {
    scheme: (parts.scheme ?? '').toLowerCase(),
    user: parts.user && unquote(parts.user),
    password: parts.password && unquote(parts.password),
    host: parts.address ?? host,
    port,
    database,
    query: [...new URLSearchParams(query)],
    hasStrayAt: [host, port, database, query].some((part) => part?.includes('@')),
  };
}
