import { lilconfigSync } from 'lilconfig';
import type { Io } from './io.js';
import { UsageError } from './usage-error.js';

/** Used where nothing else is said: files in a folder of the current one. */
const EMBEDDED_API_DB = 'sqlite:///.cellbridge/api.sqlite';

/**
 * Where the API database is: `--api-db`, else the environment, else a config file
 * (`cellbridge.config.json` or `.cellbridgerc` with the key `apiDb`, here or in a folder above), else
 * the embedded default.
 */
export function findApiUrl(io: Io, option: unknown): string {
  if (typeof option === 'string') return option;
  const variable = io.environment.CELLBRIDGE_API_DB;
  if (variable) return variable;
  return readConfig(io.folder) ?? EMBEDDED_API_DB;
}

function readConfig(folder: string): string | undefined {
  const searchPlaces = ['cellbridge.config.json', '.cellbridgerc', '.cellbridgerc.json'];
  const parse = (_path: string, text: string) => JSON.parse(text) as unknown;
  const loaders = { noExt: parse, '.json': parse };
  const found = search();
  if (!found || found.isEmpty) return undefined;
  const { apiDb } = found.config as { apiDb?: unknown };
  if (typeof apiDb === 'string') return apiDb;
  throw new UsageError(`${found.filepath} has no "apiDb"; write { "apiDb": "URL" }.`);

  function search() {
    try {
      return lilconfigSync('cellbridge', { searchPlaces, loaders, cache: false }).search(folder);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UsageError(`The config file cannot be read: ${reason}. Mend its JSON.`);
    }
  }
}
