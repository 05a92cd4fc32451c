import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { requireProgram } from '../../find-program.js';
import { keep } from '../../keep.js';
import type { PoolMode } from '../../pool-mode.js';
import { serverUser } from '../../server-user.js';

/** A PgBouncer in front of a server. */
export interface PgBouncer {
  readonly port: number;
  /** Stops it; also happens when this process ends. */
  stop(): Promise<void>;
}

/**
 * Starts a PgBouncer with its default settings on a free port of this machine, as an ordinary user even for
 * root.
 *
 * @param server URL of a PostgreSQL server; PgBouncer accepts the same user and password.
 * @param settings PgBouncer settings that differ from its defaults.
 */
export async function startPgBouncer(
  server: string,
  mode: PoolMode,
  settings: Readonly<Record<string, string | number>> = {},
): Promise<PgBouncer> {
  const { hostname, port: serverPort, username, password } = new URL(server);
  const command = await requireProgram('pgbouncer', 'pgbouncer', ['/usr/sbin']);
  const folder = await mkdtemp(join(tmpdir(), 'cellbridge-pgbouncer-'));
  await chmod(folder, 0o755);
  const port = await getPort({ host: '127.0.0.1' });
  const lines = Object.entries({
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_file: join(folder, 'users'),
    pool_mode: mode,
    ...settings,
  }).map(([name, value]) => `${name} = ${value}`);
  const databases = `* = host=${hostname} port=${serverPort || 5432}`;
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(join(folder, 'users'), [username, password].map(quote).join(' '));
  await writeFile(file, ['[databases]', databases, '[pgbouncer]', ...lines, ''].join('\n'));
  const { stop } = await keep({
    command,
    arguments: [file],
    user: serverUser(),
    folder,
    readySign: 'process up',
    stopSignal: 'SIGKILL',
  });
  return { port, stop };
}

function quote(text: string): string {
  return `"${decodeURIComponent(text).replaceAll('"', '""')}"`;
}
