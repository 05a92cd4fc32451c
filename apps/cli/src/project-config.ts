import { lilconfigSync } from 'lilconfig';
import { checkFound } from './owner.js';
import { UsageError } from './usage-error.js';

/** The keys of a config file; one of them says where the API database is. */
const USAGE =
  '"apiDb": "URL" or "novaConf": "/etc/nova/nova.conf", and "novaConnection": "URL" if there are URL templates';

/** A config file of ours. */
export interface ProjectConfig {
  readonly file: string;
  readonly apiDb?: string;
  readonly novaConnection?: string;
  readonly novaConf?: string | readonly string[];
}

/**
 * Finds `cellbridge.config.json` or `.cellbridgerc` in a folder or one above it.
 *
 * @returns `undefined` if there is none, or it is empty.
 * @throws UsageError if it belongs to another user, or says something else than it may.
 */
export function readProjectConfig(folder: string): ProjectConfig | undefined {
  const searchPlaces = ['cellbridge.config.json', '.cellbridgerc', '.cellbridgerc.json'];
  const loaders = { noExt: parseJson, '.json': parseJson };
  const found = lilconfigSync('cellbridge', { searchPlaces, loaders, cache: false }).search(folder);
  if (!found) return undefined;
  const file = found.filepath;
  checkFound(file);
  if (found.isEmpty) return undefined;
  const { apiDb, novaConnection, novaConf } = Object(found.config);
  const isText = (value: unknown) => value === undefined || typeof value === 'string';
  const isList = Array.isArray(novaConf) && novaConf.every((path) => typeof path === 'string');
  const isValid = isText(apiDb) && isText(novaConnection) && (isText(novaConf) || isList);
  if (!isValid || (apiDb === undefined && novaConf === undefined)) {
    throw new UsageError(`${file} does not say where the API database is; write { ${USAGE} }.`);
  }
  return { file, ...found.config };
}

/** The parser's own message is not repeated: it quotes the file, which may hold a password. */
function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not valid JSON; write { ${USAGE} }.`);
  }
}
