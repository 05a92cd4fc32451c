import { existsSync, statSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions, SecureVersion } from 'node:tls';
import { InvalidUrlError } from '../../errors/invalid-url-error.js';
import { readNamedFile } from '../../read-named-file.js';
import type { Settings } from './settings.js';

/** Whether and how a connection is encrypted. */
export type Tls = ConnectionOptions | false;

/** The parameters that name a file, the TLS option for its content, and the default file, used if it exists. */
const FILES = [
  ['sslrootcert', 'ca', 'root.crt'],
  ['sslcert', 'cert', 'postgresql.crt'],
  ['sslkey', 'key', 'postgresql.key'],
  ['sslcrl', 'crl', 'root.crl'],
] as const;

/**
 * Returns the ways to encrypt a connection, in the order to try them, as libpq reads `sslmode` and related
 * parameters: `prefer` is the default, `require` checks the certificate only if there is an `sslrootcert`,
 * `verify-ca` does not compare the host's name. Unlike libpq, a named certificate without an `sslmode` means
 * `require`, and `verify-full` without an `sslrootcert` trusts the authorities of Node.js.
 *
 * @throws InvalidUrlError if a file cannot be read, or others can read a key.
 */
export function tlsWays(settings: Settings, description: string): readonly Tls[] {
  const isSystem = settings.get('sslrootcert') === 'system';
  const options = tlsOptions(settings, description);
  const unverified = { ...options, rejectUnauthorized: false };
  const unnamed = { ...options, checkServerIdentity: () => undefined };
  const mode = settings.get('sslmode') ?? (isSystem ? 'verify-full' : modeFor(settings));
  if (isSystem && mode !== 'verify-full') {
    throw new InvalidUrlError(
      `${description}: sslrootcert=system needs sslmode=verify-full; anybody can get a certificate from these authorities.`,
      { database: description },
    );
  }
  switch (mode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, unverified];
    case 'require':
      return [options.ca ? unnamed : unverified];
    case 'verify-ca':
      return [unnamed];
    case 'verify-full':
      return [options];
    default:
      return [unverified, false];
  }
}

function modeFor(settings: Settings): string {
  return FILES.some(([parameter]) => settings.has(parameter)) ? 'require' : 'prefer';
}

function tlsOptions(settings: Settings, description: string): ConnectionOptions {
  const options: ConnectionOptions = {};
  for (const [parameter, name, usual] of FILES) {
    const given = settings.get(parameter);
    if (given === 'system' && parameter === 'sslrootcert') continue;
    const file = given ?? join(homedir(), '.postgresql', usual);
    if (given === undefined && !existsSync(file)) continue;
    options[name] = read(file, parameter, description);
  }
  const passphrase = settings.get('sslpassword');
  const minVersion = settings.get('ssl_min_protocol_version') as SecureVersion | undefined;
  const maxVersion = settings.get('ssl_max_protocol_version') as SecureVersion | undefined;
  if (passphrase) options.passphrase = passphrase;
  if (minVersion) options.minVersion = minVersion;
  if (maxVersion) options.maxVersion = maxVersion;
  return options;
}

function read(file: string, parameter: string, database: string): string {
  const text = readNamedFile(file, parameter, database);
  if (parameter === 'sslkey' && isOpenToOthers(file)) {
    throw new InvalidUrlError(
      `${database}: others may read the file of sslkey; run "chmod 600 ${file}" and try again.`,
      { database },
    );
  }
  return text;
}

/** As for libpq, a group may read a key that belongs to root. */
function isOpenToOthers(file: string): boolean {
  const { mode, uid } = statSync(file);
  return platform() !== 'win32' && (mode & (uid === 0 ? 0o037 : 0o077)) !== 0;
}
