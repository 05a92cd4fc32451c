import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import getPort from 'get-port';
import { keep } from '../../keep.js';
import {
  copyCertificate,
  makeServerFolder,
  programsFor,
  type ServerFolder,
} from '../../server-folder.js';
import { type ServerUser, serverUser } from '../../server-user.js';
import { installedServer } from './binaries.js';
import { copyPrimary } from './copy-primary.js';

/** A throw-away PostgreSQL server on a free port of this machine. */
export interface PostgresqlServer {
  /** URL of its maintenance database, as its superuser. */
  readonly url: string;
  /** Stops it and removes its data; also happens when this process ends. */
  stop(): Promise<void>;
}

/** Makes tests fast. A crash of the machine may lose data, which does not matter here. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  autovacuum: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '1000',
  shared_buffers: '64MB',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  ssl: 'on',
};

/** What a server needs to have a standby, and a standby to start. */
export const REPLICATION_SETTINGS = { wal_level: 'replica', max_wal_senders: '10' };

interface StartOptions {
  /** Whether it is a standby, which is read-only. Default: only with `primaryUrl`. */
  readonly isStandby?: boolean;
  /** URL of the server on this machine that a standby is a copy of, and that it follows. Default: none. */
  readonly primaryUrl?: string;
}

/**
 * Starts a new server in its own folder, as an ordinary user even for root.
 *
 * @param settings Server settings that differ from those for tests.
 */
export async function startPostgresql(
  settings: Readonly<Record<string, string>> = {},
  { primaryUrl, isStandby = primaryUrl !== undefined }: StartOptions = {},
): Promise<PostgresqlServer> {
  const user = serverUser();
  const folder = await makeServerFolder('postgresql', user);
  const password = primaryUrl ? new URL(primaryUrl).password : randomBytes(12).toString('hex');
  try {
    const binaries = join(await programsFor(folder, user, installedServer()), 'bin');
    if (primaryUrl) await copyPrimary(primaryUrl, folder.data, user);
    else await initialise(folder, binaries, user, password);
    const port = await getPort({ host: '127.0.0.1' });
    if (isStandby) await writeFile(join(folder.data, 'standby.signal'), '');
    const flags = Object.entries({
      ...SETTINGS,
      ...(isStandby ? REPLICATION_SETTINGS : {}),
      ...(primaryUrl ? { primary_conninfo: primaryUrl } : {}),
      ...settings,
    });
    const { stop } = await keep({
      command: join(binaries, 'postgres'),
      arguments: [
        ...['-D', folder.data, '-p', String(port)],
        ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      user,
      folder: folder.path,
      readySign: isStandby
        ? 'ready to accept read-only connections'
        : 'ready to accept connections',
      stopSignal: 'SIGINT',
    });
    return { url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`, stop };
  } catch (error) {
    await rm(folder.path, { recursive: true, force: true });
    throw error;
  }
}

async function initialise(
  folder: ServerFolder,
  binaries: string,
  user: ServerUser,
  password: string,
) {
  const passwordFile = join(folder.path, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  await promisify(execFile)(
    join(binaries, 'initdb'),
    [
      `--pgdata=${folder.data}`,
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
  await copyCertificate(folder.data, user);
}
