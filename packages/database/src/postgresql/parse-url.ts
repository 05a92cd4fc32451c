import { InvalidUrlError } from '../errors/invalid-url-error.js';

/** A database on a PostgreSQL server. */
export interface PostgresqlUrl {
  readonly kind: 'postgresql';
  /** Name or address of the host, or the folder of its socket; empty for the driver's default. */
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string;
  /** What follows the question mark: `sslmode`, say. */
  readonly query: ReadonlyMap<string, string>;
  readonly description: string;
  /** The password, in each form in which a message may repeat it. */
  readonly secrets: readonly string[];
}

/** Stands for the host where it is left out, which a URL with a user must not do. */
const NO_HOST = 'no-host.invalid';

/** Reads what follows `postgresql://`; undefined if that names no database. */
export function parsePostgresqlUrl(rest: string): PostgresqlUrl | undefined {
  const text = `postgresql://${rest.replace(/@(?=[:/])/, `@${NO_HOST}`)}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const query = new Map(url.searchParams);
  const database = decode(url.pathname.slice(1));
  if (database === '') return undefined;
  const password = decode(url.password) || query.get('password');
  const host = url.hostname === NO_HOST ? '' : decode(url.hostname);
  return {
    kind: 'postgresql',
    host: query.get('host') ?? host.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || query.get('port')) || undefined,
    user: decode(url.username) || query.get('user'),
    password,
    database,
    query,
    description: describe(url),
    secrets: password ? secretsOf(password, url) : [],
  };
}

function describe(url: URL): string {
  const shown = new URL(url);
  if (shown.password) shown.password = '***';
  for (const name of ['password', 'sslpassword']) {
    if (shown.searchParams.has(name)) shown.searchParams.set(name, '***');
  }
  return shown.href.replace(NO_HOST, '');
}

function secretsOf(password: string, url: URL): string[] {
  const [, asWritten = ''] = /[?&]password=([^&#]*)/.exec(url.search) ?? [];
  const forms = [password, url.password, encodeURIComponent(password), asWritten];
  return [...new Set(forms)].filter((form) => form !== '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidUrlError(
      'A part of the postgresql:// URL is not percent-encoded as it should be; write % as %25.',
    );
  }
}
