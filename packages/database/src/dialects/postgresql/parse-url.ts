import { InvalidUrlError } from '../../errors/invalid-url-error.js';
import type { UrlParts } from '../../sqlalchemy-url.js';
import { refuseMisread, repeatedParameter } from '../../url-faults.js';
import { hostsOfQuery } from './hosts-of-query.js';
import { PARAMETERS } from './parameters.js';

/** A database on a PostgreSQL server. */
export interface PostgresqlUrl {
  /**
   * The parameters of the URL by their libpq names: `host`, `port` (several servers separated by commas),
   * `user`, `password`, `dbname`, `sslmode` and so on. Names and values are checked when it is opened.
   */
  readonly parameters: ReadonlyMap<string, string>;
  readonly description: string;
}

/** The meaning of `ssl` in a URL, for JDBC, node-postgres, pg8000 and asyncpg. */
const SSL: Readonly<Record<string, string>> = {
  true: 'require',
  '1': 'require',
  false: 'disable',
  '0': 'disable',
};

/** Parameters that are no secret; the value of any other is not shown. */
const SECRETS = ['password', 'sslpassword'];

/**
 * Reads a PostgreSQL URL: what SQLAlchemy passes to libpq for it. Refuses a URL if a part of the password may
 * have been taken for something else.
 *
 * @throws InvalidUrlError
 */
export function readPostgresqlUrl(parts: UrlParts, remedy: string): PostgresqlUrl {
  refuseMisread(parts, 'postgresql');
  checkServer(parts);
  const parameters = new Map<string, string>();
  const { host, port, user, password, database: dbname } = parts;
  for (const [name, value] of Object.entries({ host, port, user, password, dbname })) {
    if (value) parameters.set(name, value);
  }
  for (const [name, value] of parametersOf(parts)) parameters.set(name, value);
  if (!parameters.has('dbname') && !parameters.has('service')) {
    throw new InvalidUrlError(`The postgresql:// URL does not name a database. ${remedy}`);
  }
  return { parameters, description: describe(parameters) };
}

function checkServer({ host = '', port }: UrlParts): void {
  if (port?.includes(',')) {
    throw new InvalidUrlError(
      'Several servers are given as ?host=db1:5432&host=db2:5432 after the database.',
    );
  }
  if (port !== undefined && !/^\d+$/.test(port)) {
    throw new InvalidUrlError(
      'The port in the postgresql:// URL is not a number; if it is a part of the password, write @ as %40 and : as %3A.',
    );
  }
  if (/^%2f/i.test(host)) {
    throw new InvalidUrlError(
      'The folder of a socket is given as ?host=/folder after the database.',
    );
  }
}

/** Returns the parameters after the question mark; each may appear once. */
function parametersOf({ query }: UrlParts): Map<string, string> {
  const parameters = hostsOfQuery(query);
  for (const [name, value] of query) {
    if (name === 'host' || name === 'port') continue;
    const [known, meaning] = meaningOf(name, value);
    if (parameters.has(known)) {
      throw repeatedParameter(known, 'postgresql');
    }
    parameters.set(known, meaning);
  }
  return parameters;
}

/** Translates the two parameters that other drivers name differently. */
function meaningOf(name: string, value: string): [name: string, value: string] {
  if (name === 'database') return ['dbname', value];
  if (name === 'ssl') return ['sslmode', SSL[value.toLowerCase()] ?? value];
  return [name, value];
}

/** Returns the URL to be shown: host and port first, and no value that may be secret. */
function describe(parameters: ReadonlyMap<string, string>): string {
  const others = new Map(parameters);
  const take = (name: string) => {
    const value = others.get(name);
    others.delete(name);
    return value;
  };
  const user = take('user');
  const password = take('password');
  const database = /[@?]/.test(parameters.get('dbname') ?? '') ? '' : (take('dbname') ?? '');
  const isPlain = !/[/,]/.test(`${parameters.get('host')}${parameters.get('port')}`);
  const host = isPlain ? take('host') : undefined;
  const port = isPlain ? take('port') : undefined;
  const credentials = [user && encodeURIComponent(user), password && ':***'].filter(Boolean);
  const address = host?.includes(':') ? `[${host}]` : host;
  const server = [address, port && `:${port}`].filter(Boolean).join('');
  const query = [...others].map(([name, value]) => {
    const isShown = name in PARAMETERS && !SECRETS.includes(name);
    return `${encodeURIComponent(name)}=${isShown ? encodeURIComponent(value) : '***'}`;
  });
  return [
    'postgresql://',
    credentials.length > 0 ? `${credentials.join('')}@` : '',
    server,
    `/${database}`,
    query.length > 0 ? `?${query.join('&')}` : '',
  ].join('');
}
