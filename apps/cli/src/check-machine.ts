import { CellbridgeError, openApiDatabase } from '@cellbridge/db-api';
import {
  type Check,
  type DiagnosisOptions,
  THIS_MACHINE,
  type Verdict,
} from '@cellbridge/migrator';
import { listCellOptions } from '@cellbridge/objects';
import { findLooseFiles } from './loose-files.js';

/** The first version of Node.js that is supported. */
const OLDEST_NODE = [20, 19] as const;

/** Checks what the command finds on its own machine. */
export async function checkMachine(
  deployment: DiagnosisOptions,
  nodeVersion: string,
): Promise<Check[]> {
  const subject = { subject: THIS_MACHINE, name: null };
  return [
    { ...subject, check: 'node', ...checkNode(nodeVersion) },
    { ...subject, check: 'files', ...(await checkFiles(deployment)) },
  ];
}

/** Checks a version of Node.js: `22.1.0`. */
export function checkNode(version: string): Verdict {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const isNew = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  const advice = 'install 20.19 or later of 20, or 22, 24 or 26.';
  if (!isNew) {
    return { status: 'problem', message: `Node.js ${version} is too old; ${advice}`, remedy: null };
  }
  // Node.js gives long support to even versions only.
  return major % 2 === 0
    ? { status: 'ok', message: `Node.js ${version} is supported.`, remedy: null }
    : { status: 'warning', message: `Node.js ${version} is not tested; ${advice}`, remedy: null };
}

async function checkFiles(deployment: DiagnosisOptions): Promise<Verdict> {
  const loose = findLooseFiles([deployment.api, ...(await listUrls(deployment))]);
  if (loose) return { status: 'warning', message: `${loose.message}.`, remedy: loose.remedy };
  return { status: 'ok', message: 'No others may read the SQLite files.', remedy: null };
}

/** The URLs of the cells, as far as they can be read: what keeps the API database from answering is found elsewhere. */
async function listUrls({
  api: apiUrl,
  novaConnection,
  overrides = [],
}: DiagnosisOptions): Promise<(string | null)[]> {
  const given = overrides.map(({ url }) => url);
  try {
    await using api = await openApiDatabase(apiUrl);
    const mapped = await listCellOptions(api, novaConnection);
    return [...mapped.map(({ url }) => url), ...given];
  } catch (error) {
    if (!CellbridgeError.isInstance(error)) throw error;
    return given;
  }
}
