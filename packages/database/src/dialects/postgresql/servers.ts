import { existsSync } from 'node:fs';
import { InvalidUrlError } from '../../errors/invalid-url-error.js';
import type { Settings } from './settings.js';

/** Where a server listens: a name, an address, or the folder of its socket. */
export interface Server {
  readonly host: string;
  readonly port: number;
}

/** PostgreSQL's default port. */
const DEFAULT_PORT = 5432;

/** The default folders of its socket: on Debian and Red Hat, and in PostgreSQL's own releases. */
const FOLDERS = ['/var/run/postgresql', '/tmp'];

/**
 * Returns the servers of a URL, in the order in which they are tried. A single port counts for all. A missing
 * host means the local socket, as for libpq, or localhost if there is none.
 *
 * @throws InvalidUrlError if the hosts and ports do not match.
 */
export function serversOf(settings: Settings, description: string): Server[] {
  const hosts = (settings.get('host') ?? '').split(',');
  const ports = (settings.get('port') ?? '').split(',');
  if (ports.length > 1 && ports.length !== hosts.length) {
    throw invalid(`There are ${hosts.length} hosts and ${ports.length} ports`, description);
  }
  return hosts.map((host, index) => {
    const text = ports.length > 1 ? ports[index] : ports[0];
    const port = text ? Number(text) : DEFAULT_PORT;
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw invalid('A port is not a number from 1 to 65535', description);
    }
    return { host: host || localHost(port), port };
  });
}

/** Returns `db1:5432`, or the path of the socket. */
export function nameOfServer({ host, port }: Server): string {
  return isSocket({ host }) ? `${host}/.s.PGSQL.${port}` : `${host}:${port}`;
}

/** Returns whether a server is reached through a local socket. */
export function isSocket({ host }: Pick<Server, 'host'>): boolean {
  return host.startsWith('/');
}

function localHost(port: number): string {
  return FOLDERS.find((folder) => existsSync(`${folder}/.s.PGSQL.${port}`)) ?? 'localhost';
}

function invalid(fault: string, description: string): InvalidUrlError {
  return new InvalidUrlError(`${description}: ${fault}; correct host and port.`, {
    database: description,
  });
}
