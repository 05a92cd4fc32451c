import { userInfo } from 'node:os';
import { InvalidUrlError } from '../../errors/invalid-url-error.js';
import type { UrlParts } from '../../sqlalchemy-url.js';
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
  checkParts(parts);
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

function checkParts({ user = '', password = '', port, hasStrayAt }: UrlParts): void {
  if (hasStrayAt) {
    throw new InvalidUrlError(
      'The mysql:// URL has an @ too many; write one that belongs to a user, a password or a parameter as %40.',
    );
  }
  if (/[\0\ufffd]/.test(user + password)) {
    throw new InvalidUrlError(
      'A part of the mysql:// URL is not percent-encoded as it should be; write % as %25.',
    );
  }
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
      throw new InvalidUrlError(
        `The mysql:// URL has ${nameOf(name)} twice; leave one of them out.`,
      );
    }
    const fault = faultOf(name, value);
    if (fault) throw new InvalidUrlError(`In the mysql:// URL ${nameOf(name)} ${fault}`);
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

/** Returns a parameter's name for an error. A text that is no name may be part of something else. */
function nameOf(parameter: string): string {
  return /^\w{1,40}$/.test(parameter) ? `the parameter ${parameter}` : 'a parameter';
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
