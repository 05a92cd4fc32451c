import { userInfo } from 'node:os';
import { InvalidUrlError } from '../../errors/invalid-url-error.js';
import type { UrlParts } from '../../sqlalchemy-url.js';
import { nameOfParameter, refuseMisread, repeatedParameter } from '../../url-faults.js';
import { PARAMETERS } from './parameters.js';

/** The default port of MySQL and MariaDB. */
const DEFAULT_PORT = 3306;

/** A URL of a MySQL or MariaDB database. */
export interface MysqlUrl {
  /** The URL without its password. */
  readonly description: string;
  readonly host: string;
  readonly port: number;
  /** The path of the server's socket, instead of host and port. */
  readonly socketPath: string | undefined;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  /** The parameters after the question mark, by their names. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads a URL like SQLAlchemy and PyMySQL. Refuses one if a part of the password may have been taken for something
 * else.
 *
 * @throws InvalidUrlError
 */
export function readMysqlUrl(parts: UrlParts, remedy: string): MysqlUrl {
  refuseMisread(parts, 'mysql');
  checkServer(parts);
  const { host, port, user, password, database, query } = parts;
  if (!database) {
    throw new InvalidUrlError(`The mysql:// URL does not name a database. ${remedy}`);
  }
  const parameters = parametersOf(query);
  return {
    description: describe(parts, parameters),
    host: host || 'localhost',
    port: port ? Number(port) : DEFAULT_PORT,
    socketPath: parameters.get('unix_socket'),
    user: user || userInfo().username,
    password,
    database,
    parameters,
  };
}

function checkServer({ port }: UrlParts): void {
  if (port && (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535)) {
    throw new InvalidUrlError(
      'The port in the mysql:// URL is not a number from 1 to 65535; if it is a part of the password, write @ as %40 and : as %3A.',
    );
  }
}

function parametersOf(query: UrlParts['query']): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of query) {
    if (parameters.has(name)) {
      throw repeatedParameter(name, 'mysql');
    }
    const fault = faultOf(name, value);
    if (fault) throw new InvalidUrlError(`In the mysql:// URL ${nameOfParameter(name)} ${fault}`);
    parameters.set(name, value);
  }
  return parameters;
}

/** Returns what is wrong with a parameter: the end of a sentence, and the remedy. */
function faultOf(name: string, value: string): string | undefined {
  const parameter = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
  if (!parameter) return 'is not understood. Leave it out, or correct it.';
  if (value === '') return 'has no value. Leave it out, or correct it.';
  const { pattern, wanted } = parameter;
  return pattern && !pattern.test(value) ? `must be ${wanted}.` : undefined;
}

/** Returns the URL to be shown. */
function describe(
  { user, password, host = '', port, database }: UrlParts,
  parameters: ReadonlyMap<string, string>,
): string {
  const credentials = [user && encodeURIComponent(user), password && ':***'].filter(Boolean);
  const address = host.includes(':') ? `[${host}]` : host;
  const query = [...parameters].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return [
    'mysql://',
    credentials.length > 0 ? `${credentials.join('')}@` : '',
    address,
    port ? `:${port}` : '',
    `/${database}`,
    query.length > 0 ? `?${query.join('&')}` : '',
  ].join('');
}
