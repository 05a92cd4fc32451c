import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { AuthenticationError } from '../../errors/authentication-error.js';
import type { Settings } from './settings.js';

/** A line of the file: host, port, database, user, password. A `\` escapes a colon. */
const FIELD = /((?:\\.|[^\\:])*)(?::|$)/gy;

/** The login to look a password up for. */
interface Login {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/**
 * Looks a password up in libpq's file: `passfile`, else `~/.pgpass`.
 *
 * @returns `undefined` if there is no such file, or no matching line.
 * @param description the URL, without its password.
 * @throws AuthenticationError if others may read the file.
 */
export function passwordOf(
  settings: Settings,
  login: Login,
  description: string,
): string | undefined {
  const file = settings.get('passfile') ?? join(homedir(), '.pgpass');
  if (!existsSync(file)) return undefined;
  if ((statSync(file).mode & 0o077) !== 0 && platform() !== 'win32') {
    throw new AuthenticationError(
      `${description}: Others may read the password file ${file}; run "chmod 600 ${file}" and try again.`,
      { database: description },
    );
  }
  const { host, port, database, user } = login;
  // A socket matches by the name of its folder, and by this one.
  const hosts = host.startsWith('/') ? [host, 'localhost'] : [host];
  const wanted = [hosts, [String(port)], [database], [user]];
  for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = [...line.matchAll(FIELD)].map(([, field = '']) => field.replace(/\\(.)/g, '$1'));
    const isFit = wanted.every((values, index) => ['*', ...values].includes(fields[index] ?? ''));
    if (isFit && fields[4]) return fields[4];
  }
  return undefined;
}
