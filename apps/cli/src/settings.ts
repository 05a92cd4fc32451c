import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { givenUrl } from './given-url.js';
import type { Io } from './io.js';
import { readNovaConf } from './nova-conf.js';
import { readProjectConfig } from './project-config.js';
import { UsageError } from './usage-error.js';

/** The default API database: a file in a folder of the current one. */
const EMBEDDED_API_DB = 'sqlite:///.cellbridge/api.sqlite';
const EMBEDDED_FILE = join('.cellbridge', 'api.sqlite');

/** A value that is in force, and where it comes from. */
export interface Setting {
  readonly value: string;
  /** An option, a variable, or a file with the name of its key. */
  readonly from: string;
}

/** What is in force. */
export interface Settings {
  /** The URL of the API database. */
  readonly apiDb: Setting;
  /** The URL that fills the templates of `cell_mappings`. */
  readonly novaConnection: Setting | undefined;
}

/** The common options, as they were given. */
export interface GivenSettings {
  readonly apiDb?: string;
  readonly novaConnection?: string;
  readonly novaConf?: readonly string[];
  readonly configDir?: readonly string[];
}

/** What one source says. */
type Layer = { readonly [Name in keyof Settings]?: Setting | undefined };

/** Where a setting comes from that nobody has made. */
const DEFAULT = 'default';

/**
 * Finds what is in force. For each setting the first source counts that has it:
 *
 * 1. `--api-db`, `--nova-connection`
 * 2. the files of `--nova-conf` and `--config-dir`: `[api_database] connection`, `[database] connection`
 * 3. `CELLBRIDGE_API_DB`, `CELLBRIDGE_NOVA_CONNECTION`
 * 4. the files of `CELLBRIDGE_NOVA_CONF`, separated as in `PATH`
 * 5. the keys `apiDb`, `novaConnection` and `novaConf` of `cellbridge.config.json` or `.cellbridgerc`, in the current folder or
 *    one above it; the file is read only if nothing before it names the API database
 * 6. the embedded default
 *
 * @param makesDefault whether the command creates the embedded default; otherwise it is used only if it exists.
 * @throws UsageError if no API database is given, or a file cannot be read.
 */
export async function findSettings(
  io: Io,
  given: GivenSettings,
  { makesDefault }: { makesDefault: boolean },
): Promise<Settings> {
  const { environment, folder } = io;
  const setting = async (text: string | undefined, from: string): Promise<Setting | undefined> =>
    text ? { value: await givenUrl(text, io), from } : undefined;
  const layers: Layer[] = [
    {
      apiDb: await setting(given.apiDb, '--api-db'),
      novaConnection: await setting(given.novaConnection, '--nova-connection'),
    },
    ofNova(folder, { files: given.novaConf, folders: given.configDir }),
    {
      apiDb: await setting(environment.CELLBRIDGE_API_DB, 'CELLBRIDGE_API_DB'),
      novaConnection: await setting(
        environment.CELLBRIDGE_NOVA_CONNECTION,
        'CELLBRIDGE_NOVA_CONNECTION',
      ),
    },
    ofNova(folder, { files: environment.CELLBRIDGE_NOVA_CONF?.split(delimiter) }),
  ];
  const isFound = layers.some(({ apiDb }) => apiDb !== undefined);
  const config = isFound ? undefined : readProjectConfig(folder);
  if (config) {
    const { file, apiDb, novaConnection, novaConf } = config;
    layers.push(
      {
        apiDb: await setting(apiDb, `${file}: apiDb`),
        novaConnection: await setting(novaConnection, `${file}: novaConnection`),
      },
      ofNova(dirname(file), { files: novaConf === undefined ? undefined : [novaConf].flat() }),
    );
  }
  const apiDb = firstOf(layers, 'apiDb') ?? embedded(folder, makesDefault);
  return { apiDb, novaConnection: firstOf(layers, 'novaConnection') };
}

/** Returns what Nova's own files say. */
function ofNova(
  base: string,
  {
    files = [],
    folders = [],
  }: {
    readonly files?: readonly string[] | undefined;
    readonly folders?: readonly string[] | undefined;
  },
): Layer {
  const named = files.filter((file) => file !== '');
  if (named.length === 0 && folders.length === 0) return {};
  const { apiDb, connection } = readNovaConf(base, { files: named, folders });
  return {
    apiDb: { value: apiDb.value, from: `${apiDb.file}: [api_database] connection` },
    novaConnection: connection && {
      value: connection.value,
      from: `${connection.file}: [database] connection`,
    },
  };
}

function firstOf(layers: readonly Layer[], name: keyof Settings): Setting | undefined {
  return layers.find((layer) => layer[name] !== undefined)?.[name];
}

function embedded(folder: string, makesDefault: boolean): Setting {
  if (makesDefault || existsSync(join(folder, EMBEDDED_FILE))) {
    return { value: EMBEDDED_API_DB, from: DEFAULT };
  }
  throw new UsageError(
    `No API database given: use --api-db URL or --nova-conf FILE, set CELLBRIDGE_API_DB, or write { "apiDb": "URL" } to cellbridge.config.json; "cellbridge api-db sync" creates ${EMBEDDED_API_DB}.`,
  );
}

/** Whether the API database is the default one, because none was given. */
export function isDefault({ from }: Setting): boolean {
  return from === DEFAULT;
}
