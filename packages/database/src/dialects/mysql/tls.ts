import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { SslOptions } from 'mysql2';
import { InvalidUrlError } from '../../errors/invalid-url-error.js';
import { isSet } from './parameters.js';
import type { MysqlUrl } from './parse-url.js';

const FILES = [
  ['ssl_ca', 'ca'],
  ['ssl_cert', 'cert'],
  ['ssl_key', 'key'],
] as const;

/**
 * Returns how to encrypt a connection, or `undefined` for not at all, as PyMySQL reads the parameters of SQLAlchemy:
 * with `ssl_ca` the certificate and the name of the host are checked, unless `ssl_check_hostname=false`. `ssl_mode` is
 * that of mysqlclient.
 *
 * @param tls what the caller wants, whatever the URL says.
 * @throws InvalidUrlError if a file cannot be read.
 */
export function tlsOf(
  { parameters, description }: Pick<MysqlUrl, 'parameters' | 'description'>,
  tls: ConnectionOptions | undefined,
): SslOptions | undefined {
  if (tls) return { verifyIdentity: tls.rejectUnauthorized !== false, ...(tls as SslOptions) };
  const mode = parameters.get('ssl_mode')?.toLowerCase();
  const flag = (name: string) => {
    const value = parameters.get(name);
    return value === undefined ? undefined : isSet(value);
  };
  const named = [...parameters.keys()].filter((name) => name.startsWith('ssl'));
  if (named.length === 0 || mode === 'disabled' || (named.length === 1 && flag('ssl') === false)) {
    return undefined;
  }
  const options: SslOptions = {};
  for (const [parameter, name] of FILES) {
    const file = parameters.get(parameter);
    if (file !== undefined) options[name] = read(file, parameter, description);
  }
  const ciphers = parameters.get('ssl_cipher');
  if (ciphers) options.ciphers = ciphers;
  const isVerified =
    mode === undefined
      ? (flag('ssl_verify_cert') ?? (options.ca !== undefined || flag('ssl_verify_identity')))
      : mode.startsWith('verify');
  const isNamed =
    mode === undefined
      ? (flag('ssl_check_hostname') ?? flag('ssl_verify_identity') ?? true)
      : mode === 'verify_identity';
  options.rejectUnauthorized = Boolean(isVerified);
  options.verifyIdentity = Boolean(isVerified && isNamed);
  return options;
}

function read(file: string, parameter: string, database: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const message = `${database}: the file of ${parameter} cannot be read; check it.`;
    throw new InvalidUrlError(message, { cause, database });
  }
}
