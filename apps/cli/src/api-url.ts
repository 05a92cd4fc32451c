import { lilconfigSync } from 'lilconfig';
import { checkOwner } from './check-owner.js';
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
  const loaders = { noExt: parseJson, '.json': parseJson };
  const found = lilconfigSync('cellbridge', { searchPlaces, loaders, cache: false }).search(folder);
  if (!found) return undefined;
  checkOwner(found.filepath);
  if (found.isEmpty) return undefined;
  const config = found.config as { apiDb?: unknown } | null;
  if (typeof config?.apiDb === 'string') return config.apiDb;
  throw new UsageError(`${found.filepath} has no "apiDb"; write { "apiDb": "URL" }.`);
}

/** What the parser complains of is not repeated: it quotes the file, which may hold a password. */
function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not valid JSON; write { "apiDb": "URL" }.`);
  }
}
