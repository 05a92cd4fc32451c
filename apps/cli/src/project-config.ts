import { lilconfigSync } from 'lilconfig';
import type { Io } from './io.js';
import { refuseForeignFound } from './owner.js';
import { readFile } from './read-file.js';
import { UsageError } from './usage-error.js';

/** The keys of a config file; one of the first two says where the API database is. */
const USAGE =
  '"apiDb": "URL" or "novaConf": "/etc/nova/nova.conf", and "novaConnection": "URL" if there are URL templates';
const KEYS = ['apiDb', 'novaConf', 'novaConnection'];
const PLACES = ['cellbridge.config.json', '.cellbridgerc', '.cellbridgerc.json'];

/** A config file of ours. */
export interface ProjectConfig {
  readonly file: string;
  readonly apiDb: string | undefined;
  readonly novaConnection: string | undefined;
  readonly novaConf: readonly string[];
}

/**
 * Finds `cellbridge.config.json` or `.cellbridgerc` in the current folder or one above it.
 *
 * @returns `undefined` if there is none, or it is empty.
 * @throws UsageError if it belongs to another user, or says something else than it may.
 */
export function readProjectConfig({ folder, userId }: Io): ProjectConfig | undefined {
  const asText = (_path: string, text: string) => text;
  const options = { searchPlaces: PLACES, loaders: { noExt: asText, '.json': asText } };
  const found = lilconfigSync('cellbridge', { ...options, cache: false }).search(folder);
  if (!found) return undefined;
  const file = found.filepath;
  // lilconfig has read it too. What counts is read here, after a look at its owner.
  const text = readFile(file, (ownerId) => refuseForeignFound(file, ownerId, userId));
  if (text.trim() === '') return undefined;
  const config = parseJson(file, text);
  const isObject = typeof config === 'object' && config !== null && !Array.isArray(config);
  const { apiDb, novaConnection, novaConf } = Object(config);
  const confs = novaConf === undefined ? [] : [novaConf].flat();
  const given = [apiDb, novaConnection].filter((value) => value !== undefined);
  const areTexts = [...given, ...confs].every((value) => typeof value === 'string' && value !== '');
  const hasPlace = apiDb !== undefined || confs.length > 0;
  if (!isObject || !areTexts || !hasPlace) {
    throw new UsageError(`${file} does not say where the API database is; write { ${USAGE} }.`);
  }
  if (Object.keys(config).some((key) => !KEYS.includes(key))) {
    throw new UsageError(`${file} has an unknown key; the keys are ${KEYS.join(', ')}.`);
  }
  return { file, apiDb, novaConnection, novaConf: confs };
}

/** The parser's own message is not repeated: it quotes the file, which may hold a password. */
function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is not valid JSON; write { ${USAGE} }.`);
  }
}
