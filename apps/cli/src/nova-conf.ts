import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OsloConfig, type OsloFile, type OsloValue } from './oslo-config.js';
import { checkNamed } from './owner.js';
import { reading } from './read-file.js';
import { UsageError } from './usage-error.js';

/** What Nova's config files say of its databases. */
export interface NovaConf {
  /** `[api_database] connection` */
  readonly apiDb: OsloValue;
  /** `[database] connection` */
  readonly connection: OsloValue | undefined;
}

/**
 * Reads Nova's config files: first `files`, then the `*.conf` of each of `folders` in the order of their names, as Nova does
 * with `--config-file` and `--config-dir`.
 *
 * @param base what relative paths are relative to.
 * @throws UsageError if one cannot be read, or they do not say where the API database is.
 */
export function readNovaConf(
  base: string,
  { files, folders }: { readonly files: readonly string[]; readonly folders: readonly string[] },
): NovaConf {
  const paths = [
    ...files.map((file) => resolve(base, file)),
    ...folders.flatMap((folder) => confFilesOf(resolve(base, folder))),
  ];
  const config = new OsloConfig(paths.map(readConf));
  const apiDb = config.get('api_database', 'connection');
  if (!apiDb) {
    const named = paths.join(', ') || folders.join(', ');
    throw new UsageError(
      `[api_database] connection is not set in ${named}; name the files that set it with --nova-conf, or give --api-db URL.`,
    );
  }
  return { apiDb, connection: config.get('database', 'connection') };
}

function confFilesOf(folder: string): string[] {
  const names = reading(folder, () => readdirSync(folder));
  return names
    .filter((name) => name.endsWith('.conf'))
    .sort()
    .map((name) => join(folder, name));
}

function readConf(path: string): OsloFile {
  return reading(path, () => {
    checkNamed(path);
    return { path, text: readFileSync(path, 'utf8') };
  });
}
