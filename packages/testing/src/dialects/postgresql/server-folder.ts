import { chmod, chown, cp, mkdir, mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ServerUser } from '../../server-user.js';
import { installedServer } from './binaries.js';

export interface ServerFolder {
  readonly path: string;
  /** Holds `initdb` and `postgres`. */
  readonly binaries: string;
}

/**
 * Makes the folder of a throw-away server. A server that runs as another user gets a copy of its programs: that
 * user may not be able to read this checkout, for example in root's home.
 */
export async function makeServerFolder(user: ServerUser): Promise<ServerFolder> {
  const parent = user ? await openFolder([tmpdir(), '/tmp', '/var/tmp']) : tmpdir();
  const path = await mkdtemp(join(parent, 'cellbridge-postgresql-'));
  const data = join(path, 'data');
  await mkdir(data, { mode: 0o700 });
  if (!user) return { path, binaries: join(installedServer(), 'bin') };
  await chmod(path, 0o755);
  await chown(data, user.uid, user.gid);
  await cp(installedServer(), join(path, 'server'), { recursive: true, verbatimSymlinks: true });
  return { path, binaries: join(path, 'server', 'bin') };
}

async function openFolder(candidates: string[]): Promise<string> {
  for (const candidate of candidates) {
    if (await isOpen(candidate)) return candidate;
  }
  throw new Error(`PostgreSQL's user can enter none of ${candidates.join(', ')}.`);
}

async function isOpen(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  if ((mode & 0o001) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || (await isOpen(parent));
}
