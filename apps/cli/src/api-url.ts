import { existsSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { lilconfigSync } from 'lilconfig';
import type { Io } from './io.js';
import { UsageError } from './usage-error.js';

/** The default: a file in a folder of the current one. */
const EMBEDDED_API_DB = 'sqlite:///.cellbridge/api.sqlite';
const EMBEDDED_FILE = join('.cellbridge', 'api.sqlite');

/**
 * Finds the URL of the API database. The first that is given:
 *
 * 1. `--api-db`
 * 2. `CELLBRIDGE_API_DB`
 * 3. the key `apiDb` of `cellbridge.config.json` or `.cellbridgerc`, in the current folder or one above it
 * 4. the embedded default
 *
 * @param makesDefault whether the command creates the embedded default; otherwise it is used only if it exists.
 * @throws UsageError if none is given.
 */
export function findApiUrl(
  io: Io,
  option: unknown,
  { makesDefault }: { makesDefault: boolean },
): string {
  if (typeof option === 'string') return option;
  const variable = io.environment.CELLBRIDGE_API_DB;
  if (variable) return variable;
  const configured = readConfig(io.folder);
  if (configured !== undefined) return configured;
  if (makesDefault || existsSync(join(io.folder, EMBEDDED_FILE))) return EMBEDDED_API_DB;
  throw new UsageError(
    `No API database given: use --api-db URL, set CELLBRIDGE_API_DB, or write { "apiDb": "URL" } to cellbridge.config.json; "cellbridge api-db sync" creates ${EMBEDDED_API_DB}.`,
  );
}

/** Whether a URL is the default. */
export function isEmbeddedDefault(apiUrl: string): boolean {
  return apiUrl === EMBEDDED_API_DB;
}

function readConfig(folder: string): string | undefined {
  const searchPlaces = ['cellbridge.config.json', '.cellbridgerc', '.cellbridgerc.json'];
  const loaders = { noExt: parseJson, '.json': parseJson };
  const found = lilconfigSync('cellbridge', { searchPlaces, loaders, cache: false }).search(folder);
  if (!found) return undefined;
  checkOwner(found.filepath);
  if (found.isEmpty) return undefined;
  const config: { apiDb?: unknown } | null = found.config;
  if (typeof config?.apiDb === 'string') return config.apiDb;
  throw new UsageError(`${found.filepath} has no "apiDb"; write { "apiDb": "URL" }.`);
}

/** The parser's own message is not repeated: it quotes the file, which may hold a password. */
function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not valid JSON; write { "apiDb": "URL" }.`);
  }
}

/** The user id of the machine's administrator. */
const ROOT = 0;

/**
 * Refuses a config file of another user: whoever writes it decides where groups go, and could have the
 * environment's passwords sent to a server of theirs.
 *
 * @param userId of whoever runs the command; below 0 where there are none (Windows).
 * @throws UsageError
 */
export function checkOwner(file: string, userId: number = userInfo().uid): void {
  const { uid } = statSync(file);
  if (userId < 0 || uid === userId || uid === ROOT) return;
  throw new UsageError(
    `${file} belongs to another user (uid ${uid}); make it yours with "chown", or give --api-db URL.`,
  );
}
