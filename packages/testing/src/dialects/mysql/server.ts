import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { type KeptServer, keep } from '../../keep.js';
import {
  copyCertificate,
  makeServerFolder,
  programsFor,
  type ServerFolder,
} from '../../server-folder.js';
import { type ServerUser, serverUser } from '../../server-user.js';
import {
  environmentOf,
  findMysqlPrograms,
  INSTALL_HINT,
  installerOf,
  type MysqlPrograms,
  placesOf,
  unpackedIn,
} from './programs.js';
import { FAST_FLAGS, SETTINGS } from './settings.js';

/** A throw-away MariaDB or MySQL server on a free port of this machine. */
export interface MysqlServer extends KeptServer {
  /** URL of the server without a database, as its root. */
  readonly url: string;
}

/**
 * Starts a new server in its own folder, as an ordinary user even for root.
 *
 * @param flags Options of the server's command, after those for tests.
 * @throws Error if this machine has no server.
 */
export async function startMysql(flags: readonly string[] = []): Promise<MysqlServer> {
  const server = await startMysqlIfFound(flags);
  if (!server) throw new Error(`These tests need a server of MariaDB or MySQL; ${INSTALL_HINT}.`);
  return server;
}

/** Like {@link startMysql}. Undefined if this machine has no server. */
export async function startMysqlIfFound(
  flags: readonly string[] = [],
): Promise<MysqlServer | undefined> {
  const found = await findMysqlPrograms();
  if (!found) return undefined;
  const password = newPassword();
  const port = await getPort({ host: '127.0.0.1' });
  const kept = await launch(found, { password, port, flags: () => flags });
  return { url: urlOf(password, port), ...kept };
}

/** How to start one server. */
interface LaunchOptions {
  readonly port: number;
  /** Of its root, with its first tables. Undefined: another server will give it its tables. */
  readonly password: string | undefined;
  /** Options of the server's command, after those for tests. */
  readonly flags: (programs: MysqlPrograms) => readonly string[];
}

/** Starts a server in a new folder, and waits until it takes connections. It stops when this process ends. */
export async function launch(
  found: MysqlPrograms,
  { port, password, flags }: LaunchOptions,
): Promise<KeptServer> {
  const user = serverUser();
  const folder = await makeServerFolder('mysql', user);
  try {
    const programs = found.unpacked
      ? unpackedIn(await programsFor(folder, user, found.unpacked))
      : found;
    const environment = await environmentOf(programs);
    const options = [...placesOf(programs), ...flagsFor(folder, port), ...flags(programs)];
    await copyCertificate(folder.data, user);
    if (password === undefined) {
      await makeFolder(tablesOf(folder), user);
    } else {
      await makeFirstTables(programs, folder, user, environment);
      await writeAccounts(folder, user, password);
      options.push(`--init-file=${accountsOf(folder)}`);
    }
    return await keep({
      command: programs.server,
      arguments: ['--no-defaults', ...options],
      environment,
      user,
      folder: folder.path,
      // The last words of the line that says that it is ready for connections.
      readySign: `port: ${port} `,
      stopSignal: 'SIGKILL',
    });
  } catch (error) {
    await rm(folder.path, { recursive: true, force: true });
    throw error;
  }
}

/** A password for the root of new servers. */
export function newPassword(): string {
  return randomBytes(12).toString('hex');
}

/** The URL of a server without a database, as its root. */
export function urlOf(password: string, port: number): string {
  return `mysql://root:${password}@127.0.0.1:${port}`;
}

function flagsFor(folder: ServerFolder, port: number): string[] {
  const options = {
    datadir: tablesOf(folder),
    tmpdir: folder.data,
    socket: join(folder.data, 'socket'),
    port,
    'bind-address': '127.0.0.1',
    'ssl-cert': join(folder.data, 'server.crt'),
    'ssl-key': join(folder.data, 'server.key'),
    'character-set-server': 'utf8mb3',
    'default-time-zone': SETTINGS.time_zone,
    'sql-mode': SETTINGS.sql_mode,
    'max-connections': SETTINGS.max_connections,
    // MySQL's second protocol has a port of its own.
    'loose-mysqlx': 'OFF',
  };
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  return [...flags, '--skip-name-resolve', ...FAST_FLAGS];
}

async function makeFirstTables(
  programs: MysqlPrograms,
  folder: ServerFolder,
  user: ServerUser,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const run = promisify(execFile);
  const options = { ...user, cwd: folder.path, env: { ...process.env, ...environment } };
  const places = ['--no-defaults', ...placesOf(programs), `--datadir=${tablesOf(folder)}`];
  const { stdout: version } = await run(programs.server, ['--no-defaults', '--version'], options);
  if (!version.includes('MariaDB')) {
    await run(programs.server, [...places, '--initialize-insecure'], options);
    return;
  }
  const account = ['--auth-root-authentication-method=normal', '--skip-test-db'];
  // Without asking for this machine's name.
  await run(installerOf(programs), [...places, ...account, '--force', ...FAST_FLAGS], options);
}

/** Has the server make its root, who comes over TCP, when it starts. */
async function writeAccounts(folder: ServerFolder, user: ServerUser, password: string) {
  const statements = [
    `CREATE USER IF NOT EXISTS root@'127.0.0.1';`,
    `ALTER USER root@'127.0.0.1' IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;`,
  ];
  await writeFile(accountsOf(folder), statements.join('\n'), { mode: 0o600 });
  if (user) await chown(accountsOf(folder), user.uid, user.gid);
}

async function makeFolder(path: string, user: ServerUser): Promise<void> {
  await mkdir(path);
  if (user) await chown(path, user.uid, user.gid);
}

function tablesOf({ data }: ServerFolder): string {
  return join(data, 'tables');
}

function accountsOf({ data }: ServerFolder): string {
  return join(data, 'accounts.sql');
}
