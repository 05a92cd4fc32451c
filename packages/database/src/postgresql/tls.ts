import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { InvalidUrlError } from '../errors/invalid-url-error.js';
import type { PostgresqlUrl } from './parse-url.js';

/** The ways of encrypting a connection, one to be tried after the other. */
export type TlsAttempts = readonly [
  first: ConnectionOptions | false,
  ...others: (ConnectionOptions | false)[],
];

/** The URL parameters that name a file, and what TLS calls its content. */
const FILES = { sslrootcert: 'ca', sslcert: 'cert', sslkey: 'key' } as const;

/**
 * Reads `sslmode` and the like from a URL, with libpq's meaning: `require` encrypts without looking
 * at the certificate unless there is an `sslrootcert`, `verify-ca` does not compare the host's name.
 * Without an `sslmode` nothing is encrypted unless a certificate is named.
 *
 * @throws InvalidUrlError if the mode is not known, or a file cannot be read.
 */
export function tlsAttempts({ query, description }: PostgresqlUrl): TlsAttempts {
  const files: ConnectionOptions = {};
  for (const [parameter, name] of Object.entries(FILES)) {
    const path = query.get(parameter);
    if (path) files[name] = read(path, parameter, description);
  }
  const unverified = { ...files, rejectUnauthorized: false };
  const unnamed = { ...files, checkServerIdentity: () => undefined };
  const fallback = Object.keys(files).length > 0 ? 'require' : 'disable';
  const mode = query.get('sslmode') ?? fallback;
  switch (mode) {
    case 'disable':
    case 'allow':
      return [false];
    case 'prefer':
      return [unverified, false];
    case 'require':
      return [files.ca ? unnamed : unverified];
    case 'verify-ca':
      return [unnamed];
    case 'verify-full':
      return [files];
    default:
      throw new InvalidUrlError(
        `${description}: sslmode must be disable, allow, prefer, require, verify-ca or verify-full.`,
        { database: description },
      );
  }
}

function read(path: string, parameter: string, database: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new InvalidUrlError(`${database}: the file of ${parameter} cannot be read; check it.`, {
      cause,
      database,
    });
  }
}
