/** What a URL consists of for Python's `urllib.parse`; any text matches. */
const URL_PARTS = new RegExp(
  [
    /^(?:(?<scheme>[a-z][a-z0-9+.-]*):)?/,
    /(?:\/\/(?<netloc>[^/?#]*))?/,
    /(?<path>[^?#]*)(?:\?(?<query>[^#]*))?(?:#(?<fragment>.*))?$/,
  ]
    .map(({ source }) => source)
    .join(''),
  'is',
);

/** User and password, before the `@`. */
const CREDENTIALS = /^(?<username>[^:]*)(?::(?<password>.*))?$/s;

/** Host and port, after the `@`. */
const PLACE = /^(?:[^[]*\[(?<address>[^\]]*)\][^:]*|(?<host>[^:[]*))(?::(?<port>\d*))?$/s;

const MAX_PORT = 65_535;

/** How Python formats a part that is missing. */
const MISSING = 'None';

/** What may stand in a template: an escaped brace, a field, or a brace that means nothing. */
const TOKEN = /\{\{|\}\}|\{\w+\}|[{}]/g;

/**
 * Fills a URL template of `cell_mappings` with the parts of another URL, like Nova's `CellMapping.format_db_url`
 * (18 Rocky and later):
 *
 * | in the template | becomes |
 * |---|---|
 * | `{scheme}` | the scheme, with its driver, in lower case |
 * | `{username}`, `{password}`, `{hostname}`, `{port}` | that part as it is written, percent-encoded or not; the word `None` if it is missing |
 * | `{path}` | the path without its leading slashes; empty if it is missing |
 * | `{query}`, `{fragment}` | what follows `?` and `#`; empty if it is missing |
 * | `{username1}`, `{hostname2}` and so on | the part of one of several servers, which are separated by commas |
 * | `{{`, `}}` | a brace |
 *
 * The host is in lower case, and an IPv6 address has no brackets: a template writes `[{hostname}]`.
 *
 * @param connection Nova's `[database] connection`, which must not be a template.
 * @returns the template unchanged if there is no connection, if it has an unknown field or a single brace, or if the
 * port of the connection cannot be read. A URL without braces is returned as it is.
 */
export function fillTemplate(template: string, connection: string | undefined): string {
  const values = connection === undefined ? undefined : valuesOf(connection.trim());
  if (!values) return template;
  const tokens = template.match(TOKEN) ?? [];
  if (!tokens.every((token) => values.has(token))) return template;
  return template.replace(TOKEN, (token) => values.get(token) ?? token);
}

/** Whether a URL has fields of a template that nobody has filled. */
export function isTemplate(url: string): boolean {
  return /\{(?:scheme|username|password|hostname|port|path|query|fragment)\d*\}/.test(url);
}

/** What stands for each token; `undefined` if a server cannot be read. */
function valuesOf(connection: string): ReadonlyMap<string, string> | undefined {
  const parts = URL_PARTS.exec(connection)?.groups ?? {};
  const { scheme = '', netloc = '', path = '', query = '', fragment = '' } = parts;
  const server = readServer(netloc, netloc.lastIndexOf('@'));
  // Nova splits each of several at its first `@`, and takes a missing user for an empty one.
  const several = netloc.includes(',') ? netloc.split(',') : [];
  const servers = several.map((text) => readServer(text, text.indexOf('@')));
  if (!server || !servers.every((one) => one !== undefined)) return undefined;
  // The zone of an IPv6 address keeps its case.
  const hostname = server.hostname.replace(/^[^%]+/, (name) => name.toLowerCase());
  return new Map([
    ['{{', '{'],
    ['}}', '}'],
    ['{scheme}', scheme.toLowerCase()],
    ['{path}', path.replace(/^\/+/, '')],
    ['{query}', query],
    ['{fragment}', fragment],
    ...fieldsOf({ ...server, hostname }, ''),
    ...servers.flatMap((one, index) => fieldsOf({ username: '', ...one }, `${index + 1}`)),
  ]);
}

/** A server of a URL; what is missing is not there, or empty. */
interface Server {
  readonly username?: string;
  readonly password?: string;
  readonly hostname: string;
  readonly port: string;
}

/** @param at where the `@` after the password is; -1: there is none. */
function readServer(text: string, at: number): Server | undefined {
  const place = PLACE.exec(text.slice(at + 1))?.groups;
  if (!place) return undefined;
  const { address, host = '', port = '' } = place;
  if (Number(port) > MAX_PORT) return undefined;
  const { username, password } = CREDENTIALS.exec(text.slice(0, Math.max(at, 0)))?.groups ?? {};
  return {
    ...(at >= 0 && username !== undefined && { username }),
    ...(password !== undefined && { password }),
    hostname: address ?? host,
    port,
  };
}

/** @param number what follows the names of the fields. */
function fieldsOf(
  { username = MISSING, password = MISSING, hostname, port }: Server,
  number: string,
): [token: string, value: string][] {
  return [
    [`{username${number}}`, username],
    [`{password${number}}`, password],
    [`{hostname${number}}`, hostname || MISSING],
    [`{port${number}}`, port === '' ? MISSING : String(Number(port))],
  ];
}
