import { InvalidUrlError } from '../../errors/invalid-url-error.js';

/** A name or an IPv4 address, with or without a port. */
const WITH_PORT = /^([\w.-]*):(\d*)$/;

/**
 * Returns the servers in the query of a URL, as SQLAlchemy reads them: `host=db1:5432&host=db2:5432`, or
 * `host=db1,db2&port=5432,5433`, or one host, or the folder of a socket.
 *
 * @returns `host` and `port`, several separated by commas; neither if there are none.
 */
export function hostsOfQuery(
  query: readonly (readonly [name: string, value: string])[],
): Map<string, string> {
  const values = (name: string) =>
    query.filter(([given]) => given === name).map(([, value]) => value);
  const hosts = values('host');
  const ports = values('port');
  const isList = hosts.length > 1 || hosts.some((host) => WITH_PORT.test(host));
  const isMixed = isList
    ? ports.length > 0 || hosts.some((host) => host.includes(','))
    : hosts[0]?.split(',').some((host) => WITH_PORT.test(host));
  if (isMixed) {
    throw new InvalidUrlError(
      'Several servers are given as ?host=db1:5432&host=db2:5432, or as ?host=db1,db2&port=5432,5433.',
    );
  }
  const found = new Map<string, string>();
  if (isList) {
    const pairs = hosts.map((host) => WITH_PORT.exec(host) ?? ['', host, '']);
    found.set('host', pairs.map(([, host]) => host).join(','));
    found.set('port', pairs.map(([, , port]) => port).join(','));
    return found;
  }
  if (hosts.length > 0) found.set('host', hosts.join());
  if (ports.length > 0) found.set('port', ports.join());
  return found;
}
