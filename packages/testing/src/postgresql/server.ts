import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, copyFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sourceArguments } from '../source-process.js';
import type { KeeperOrder } from './keeper.js';
import { makeServerFolder, type ServerFolder } from './server-folder.js';
import { type ServerUser, serverUser } from './server-user.js';

/** A throw-away PostgreSQL server on a free port of this machine. */
export interface PostgresqlServer {
  /** URL of its maintenance database, as its superuser. */
  readonly url: string;
  /** Stops it and removes its data; also happens when this process ends. */
  stop(): Promise<void>;
}

/** What makes tests fast, where losing data in a crash of the machine does not matter. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  autovacuum: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '300',
  shared_buffers: '64MB',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  ssl: 'on',
};

/**
 * Starts a server of its own: in a folder of its own, as an ordinary user even for root.
 *
 * @param settings Server settings that differ from those for tests.
 */
export async function startPostgresql(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresqlServer> {
  const user = serverUser();
  const folder = await makeServerFolder(user);
  const password = randomBytes(12).toString('hex');
  try {
    await initialise(folder, user, password);
    const port = await freePort();
    const stop = await keep(folder, user, port, { ...SETTINGS, ...settings });
    return { url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    await rm(folder.path, { recursive: true, force: true });
    throw error;
  }
}

async function initialise(folder: ServerFolder, user: ServerUser, password: string) {
  const passwordFile = join(folder.path, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  await promisify(execFile)(
    join(folder.binaries, 'initdb'),
    [
      `--pgdata=${join(folder.path, 'data')}`,
      `--pwfile=${passwordFile}`,
      '--username=postgres',
      '--auth=password',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=icu',
      '--icu-locale=en-US',
      '--no-sync',
      '--no-instructions',
    ],
    { ...user, cwd: folder.path },
  );
  for (const file of ['server.crt', 'server.key']) {
    const target = join(folder.path, 'data', file);
    await copyFile(fileURLToPath(new URL(`../../tls/${file}`, import.meta.url)), target);
    await chmod(target, 0o600);
    if (user) await chown(target, user.uid, user.gid);
  }
}

async function keep(
  folder: ServerFolder,
  user: ServerUser,
  port: number,
  settings: Readonly<Record<string, string>>,
) {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const order: KeeperOrder = {
    command: join(folder.binaries, 'postgres'),
    arguments: ['-D', join(folder.path, 'data'), '-p', String(port), ...flags],
    user,
    folder: folder.path,
  };
  const keeper = spawn(
    process.execPath,
    [...sourceArguments(new URL('./keeper.ts', import.meta.url)), JSON.stringify(order)],
    { detached: true, stdio: 'pipe' },
  );
  const ended = once(keeper, 'exit');
  const failure = text(keeper.stderr);
  const [line] = await Promise.race([once(keeper.stdout, 'data'), ended.then(() => [])]);
  if (line === undefined) throw new Error(`PostgreSQL did not start:\n${await failure}`);
  return async () => {
    keeper.stdin.end();
    await ended;
  };
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
