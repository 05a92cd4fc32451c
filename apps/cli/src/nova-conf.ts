import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OsloConfig } from './oslo-config.js';
import { refuseForeignNamed } from './owner.js';
import { pathOf, readFile, reading } from './read-file.js';
import type { Setting } from './settings.js';

/** A config file of Nova, or a folder of such files. */
export interface NovaPlace {
  readonly path: string;
  readonly isFolder: boolean;
  /** The option or variable that names it. */
  readonly from: string;
}

/** What Nova's config files say of its databases. */
export interface NovaConf {
  /** `[api_database] connection` */
  readonly apiDb: Setting | undefined;
  /** `[database] connection` */
  readonly connection: Setting | undefined;
  /** The files. */
  readonly paths: readonly string[];
}

/**
 * Reads Nova's config files in the order given, as Nova does with `--config-file` and `--config-dir`; of a folder `*.conf` in the
 * order of their names.
 *
 * @param base what relative paths are relative to.
 * @param userId of whoever runs the command.
 * @throws UsageError if one cannot be read.
 */
export function readNovaConf(base: string, places: readonly NovaPlace[], userId: number): NovaConf {
  const paths = places.flatMap(({ path, isFolder, from }) => {
    const absolute = pathOf({ folder: base }, path, from);
    return isFolder ? confFilesOf(absolute) : [absolute];
  });
  const config = new OsloConfig(
    paths.map((path) => {
      const text = readFile(path, (ownerId) => refuseForeignNamed(path, ownerId, userId));
      return { path, text };
    }),
  );
  const settingOf = (group: string): Setting | undefined => {
    const found = config.get(group, 'connection');
    return found?.value
      ? { value: found.value, from: `${found.file}: [${group}] connection` }
      : undefined;
  };
  return { apiDb: settingOf('api_database'), connection: settingOf('database'), paths };
}

/** Hidden files do not count. */
function confFilesOf(folder: string): string[] {
  return reading(folder, () => readdirSync(folder))
    .filter((name) => name.endsWith('.conf') && !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name));
}
