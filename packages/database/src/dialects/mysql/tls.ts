import { homedir } from 'node:os';
import type { ConnectionOptions } from 'node:tls';
import type { SslOptions } from 'mysql2';
import { InvalidUrlError } from '../../errors/invalid-url-error.js';
import { readNamedFile } from '../../read-named-file.js';
import { parseOptionFile } from './option-file.js';
import { isSet } from './parameters.js';
import type { MysqlUrl } from './parse-url.js';

const FILES = [
  ['ssl_ca', 'ca'],
  ['ssl_cert', 'cert'],
  ['ssl_key', 'key'],
] as const;

/** What is taken from an option file, as PyMySQL does, where the URL says nothing. */
const FROM_OPTION_FILE = ['ssl_ca', 'ssl_cert', 'ssl_key', 'ssl_cipher'];

/**
 * Returns how to encrypt a connection, or `undefined` for not at all, as PyMySQL reads the parameters of SQLAlchemy:
 * with `ssl_ca` the certificate and the name of the host are checked, unless `ssl_check_hostname=false`. `ssl_mode` is
 * that of mysqlclient. Of the option file of `read_default_file` only the files and the ciphers for TLS count.
 *
 * @param tls what the caller wants, whatever the URL says.
 * @throws InvalidUrlError if a file cannot be read.
 */
export function tlsOf(
  url: Pick<MysqlUrl, 'parameters' | 'description'>,
  tls: ConnectionOptions | undefined,
): SslOptions | undefined {
  if (tls) return { verifyIdentity: tls.rejectUnauthorized !== false, ...(tls as SslOptions) };
  const { description } = url;
  const parameters = withOptionFile(url);
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
    if (file !== undefined) options[name] = readNamedFile(file, parameter, description);
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

/**
 * Returns the parameters of a URL, and those that its option file adds. PyMySQL passes over a file that is not there;
 * a connection could then be without TLS unnoticed, so here it is an error.
 */
function withOptionFile({
  parameters,
  description,
}: Pick<MysqlUrl, 'parameters' | 'description'>): ReadonlyMap<string, string> {
  const group = parameters.get('read_default_group');
  const file = parameters.get('read_default_file') ?? (group && '/etc/my.cnf');
  if (file === undefined) return parameters;
  const path = file.replace(/^~(?=\/)/, homedir());
  const options = parseOptionFile(
    readNamedFile(path, 'read_default_file', description),
    group ?? 'client',
  );
  if (options.has('ssl_capath')) {
    const message = `${description}: ssl-capath in the file of read_default_file is not supported; write ssl-ca.`;
    throw new InvalidUrlError(message, { database: description });
  }
  const added = [...options].filter(([name]) => FROM_OPTION_FILE.includes(name));
  return new Map([...added, ...parameters]);
}
