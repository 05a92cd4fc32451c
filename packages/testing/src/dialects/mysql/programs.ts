import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findProgram } from '../../find-program.js';

/** Where the programs of a server are. */
export interface MysqlPrograms {
  /** The path of `mariadbd`, or of `mysqld`, which may be MariaDB's too. */
  readonly server: string;
  /** The folder into which Debian's packages were unpacked. Undefined: the server is installed. */
  readonly unpacked: string | undefined;
}

/** Those that were unpacked: the parts of a cluster are among them. */
export interface UnpackedPrograms extends MysqlPrograms {
  readonly unpacked: string;
}

const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/libexec'];
const CHECKOUT = new URL('../../../../../', import.meta.url);
const CACHE = fileURLToPath(new URL('node_modules/.cache/mariadb', CHECKOUT));
const UNPACK_SCRIPT = fileURLToPath(new URL('scripts/ci/unpack-mariadb.sh', CHECKOUT));

/** What to do on a machine without a server. */
export const INSTALL_HINT =
  'on Debian "apt-get install mariadb-server-core mariadb-client-core" installs one, and CELLBRIDGE_TEST_MYSQL can name one elsewhere';

/**
 * Finds the server that is installed. If there is none, unpacks Debian's packages into a folder of this checkout,
 * once, if they are available.
 *
 * @returns undefined if there is none.
 */
export async function findMysqlPrograms(): Promise<MysqlPrograms | undefined> {
  for (const name of ['mariadbd', 'mysqld']) {
    const server = await findProgram(name, SYSTEM_FOLDERS);
    if (server) return { server, unpacked: undefined };
  }
  return await unpackPrograms().catch(() => undefined);
}

/**
 * Unpacks Debian's packages of MariaDB and Galera into a folder of this checkout, once.
 *
 * @throws Error if they are not available.
 */
export async function unpackPrograms(): Promise<UnpackedPrograms> {
  await promisify(execFile)(UNPACK_SCRIPT, [CACHE]);
  return unpackedIn(CACHE);
}

/** The programs in a folder into which packages were unpacked. */
export function unpackedIn(folder: string): UnpackedPrograms {
  return { server: join(folder, 'usr/sbin/mariadbd'), unpacked: folder };
}

/** The program that makes the first tables of MariaDB. MySQL's server makes its own. */
export function installerOf({ server }: MysqlPrograms): string {
  return join(dirname(dirname(server)), 'bin/mariadb-install-db');
}

/** The options by which the programs find their other files. */
export function placesOf({ unpacked }: MysqlPrograms): string[] {
  return unpacked ? [`--basedir=${join(unpacked, 'usr')}`] : [];
}

/** What the programs need in their environment. */
export async function environmentOf({ unpacked }: MysqlPrograms): Promise<Record<string, string>> {
  if (!unpacked) return {};
  const libraries = join(unpacked, 'usr/lib');
  const folders = (await readdir(libraries)).map((name) => join(libraries, name));
  const path = [join(unpacked, 'usr/bin'), process.env.PATH].join(delimiter);
  return { LD_LIBRARY_PATH: folders.join(delimiter), PATH: path };
}
