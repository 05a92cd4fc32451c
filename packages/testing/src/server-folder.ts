import { chmod, chown, copyFile, cp, mkdir, mkdtemp, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder } from './data-folder.js';
import type { ServerUser } from './server-user.js';

export interface ServerFolder {
  readonly path: string;
  /** An empty folder inside it, which only the server's user can open. */
  readonly data: string;
}

/**
 * Makes the folder of a throw-away server, which its user can enter.
 *
 * @param name of the server's product.
 */
export async function makeServerFolder(name: string, user: ServerUser): Promise<ServerFolder> {
  const parent = user ? await openFolder([dataFolder(), '/tmp', '/var/tmp']) : dataFolder();
  const path = await mkdtemp(join(parent, `cellbridge-${name}-`));
  const data = join(path, 'data');
  await mkdir(data, { mode: 0o700 });
  if (user) {
    await chmod(path, 0o755);
    await chown(data, user.uid, user.gid);
  }
  return { path, data };
}

/**
 * The folder of a server's programs, or a copy for a server that runs as another user: that user may not be able to
 * read this checkout, for example in root's home.
 */
export async function programsFor(
  { path }: ServerFolder,
  user: ServerUser,
  programs: string,
): Promise<string> {
  if (!user) return programs;
  const copy = join(path, 'server');
  await cp(programs, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** Copies the certificate of the tests, `server.crt` and `server.key`, to where a server's user can read it. */
export async function copyCertificate(folder: string, user: ServerUser): Promise<void> {
  for (const file of ['server.crt', 'server.key']) {
    const target = join(folder, file);
    await copyFile(fileURLToPath(new URL(`../tls/${file}`, import.meta.url)), target);
    await chmod(target, 0o600);
    if (user) await chown(target, user.uid, user.gid);
  }
}

async function openFolder(candidates: string[]): Promise<string> {
  for (const candidate of candidates) {
    if (await isOpen(candidate)) return candidate;
  }
  throw new Error(`The server's user can enter none of ${candidates.join(', ')}.`);
}

async function isOpen(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  if ((mode & 0o001) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || (await isOpen(parent));
}
