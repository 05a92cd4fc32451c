import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { GivenUrls } from './given-url.js';
import type { Io } from './io.js';
import { type NovaConf, type NovaPlace, readNovaConf } from './nova-conf.js';
import { readProjectConfig } from './project-config.js';
import { UsageError } from './usage-error.js';

/** The default API database: a file in a folder of the current one. */
const EMBEDDED_API_DB = 'sqlite:///.cellbridge/api.sqlite';
const EMBEDDED_FILE = join('.cellbridge', 'api.sqlite');

/** Where a setting comes from that nobody has made. */
const DEFAULT = 'default';

/** A value in use, and where it comes from. */
export interface Setting {
  readonly value: string;
  /** An option, a variable, or a file with the name of its key. */
  readonly from: string;
}

/** The settings in use. */
export interface Settings {
  /** The URL of the API database. */
  readonly apiDb: Setting;
  /** The URL that fills the templates of `cell_mappings`. */
  readonly novaConnection: Setting | undefined;
}

/** The settings of a command that reads none. */
export const DEFAULT_SETTINGS: Settings = {
  apiDb: { value: EMBEDDED_API_DB, from: DEFAULT },
  novaConnection: undefined,
};

/** The common options, as they were given. */
export interface GivenSettings {
  readonly apiDb?: string;
  readonly novaConnection?: string;
  /** The files and folders of `--nova-conf` and `--config-dir`, in their order. */
  readonly novaPlaces: readonly NovaPlace[];
}

/**
 * Finds where the API database is. The first source counts that says it; later ones are not looked at:
 *
 * 1. `--api-db`
 * 2. the files of `--nova-conf` and `--config-dir`: `[api_database] connection`
 * 3. `CELLBRIDGE_API_DB`
 * 4. the files of `CELLBRIDGE_NOVA_CONF`, separated as in `PATH`
 * 5. the keys `apiDb` and `novaConf` of `cellbridge.config.json` or `.cellbridgerc`, in the current folder or one above it
 * 6. the embedded default
 *
 * What fills URL templates is said by `--nova-connection`, `[database] connection` of 2, `CELLBRIDGE_NOVA_CONNECTION`; and by 4 or
 * 5 if the API database is said there too, so that nobody fills the templates of one deployment from another.
 *
 * @param makesDefault whether the command creates the embedded default; otherwise it is used only if it exists.
 * @throws UsageError if no API database is given, or a file cannot be read.
 */
export async function findSettings(
  io: Io,
  given: GivenSettings,
  { urls, makesDefault }: { urls: GivenUrls; makesDefault: boolean },
): Promise<Settings> {
  const { environment, folder, userId } = io;
  const ofOption = async (text: string | undefined, from: string) =>
    text === undefined ? undefined : { value: await urls.read(text, from), from };
  // An empty variable is none.
  const ofVariable = async (name: string) => await ofOption(environment[name] || undefined, name);
  const ofOptions = readNovaConf(folder, given.novaPlaces, userId);
  const found =
    (await ofOption(given.apiDb, '--api-db')) ??
    ofOptions.apiDb ??
    (await ofVariable('CELLBRIDGE_API_DB'));
  const implied = found ? { apiDb: found } : impliedSettings(io, ofOptions, makesDefault);
  const novaConnection =
    (await ofOption(given.novaConnection, '--nova-connection')) ??
    ofOptions.connection ??
    (await ofVariable('CELLBRIDGE_NOVA_CONNECTION')) ??
    implied.novaConnection;
  return { apiDb: implied.apiDb, novaConnection };
}

/** What sources 4 to 6 say. */
function impliedSettings(
  io: Io,
  { paths }: NovaConf,
  makesDefault: boolean,
): { apiDb: Setting; novaConnection?: Setting | undefined } {
  const { environment, folder, userId } = io;
  const names = (environment.CELLBRIDGE_NOVA_CONF ?? '').split(delimiter).filter(Boolean);
  const placesOf = (files: readonly string[], from: string) =>
    files.map((path) => ({ path, isFolder: false, from }));
  const ofVariable = readNovaConf(folder, placesOf(names, 'CELLBRIDGE_NOVA_CONF'), userId);
  if (ofVariable.apiDb) return { apiDb: ofVariable.apiDb, novaConnection: ofVariable.connection };
  const config = readProjectConfig(io);
  const ofConfig =
    config &&
    readNovaConf(
      dirname(config.file),
      placesOf(config.novaConf, `${config.file}: novaConf`),
      userId,
    );
  const setting = (key: 'apiDb' | 'novaConnection') => {
    const value = config?.[key];
    return value === undefined ? undefined : { value, from: `${config?.file}: ${key}` };
  };
  const apiDb = setting('apiDb') ?? ofConfig?.apiDb;
  if (apiDb) return { apiDb, novaConnection: setting('novaConnection') ?? ofConfig?.connection };
  const read = [...paths, ...ofVariable.paths, ...(ofConfig?.paths ?? [])];
  if (read.length > 0) {
    throw new UsageError(
      `[api_database] connection is not set in ${read.join(', ')}; name the files that set it with --nova-conf, or give --api-db URL.`,
    );
  }
  if (makesDefault || !isMissing(DEFAULT_SETTINGS.apiDb, io)) return DEFAULT_SETTINGS;
  throw new UsageError(
    `No API database given: use --api-db URL or --nova-conf FILE, set CELLBRIDGE_API_DB, or write { "apiDb": "URL" } to cellbridge.config.json; "cellbridge api-db sync" creates ${EMBEDDED_API_DB}.`,
  );
}

/** Whether the API database is the default one, and was not created yet. */
export function isMissing(apiDb: Setting, { folder }: Io): boolean {
  return isDefault(apiDb) && !existsSync(join(folder, EMBEDDED_FILE));
}

/** Whether the API database is the default one, because none was given. */
export function isDefault({ from }: Setting): boolean {
  return from === DEFAULT;
}
