import { existsSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { messageOf } from '@cellbridge/database/errors';
import { UsageError } from '../usage-error.js';

/**
 * Creates the folder of a demo: a temporary one if none is given. A folder that holds a demo already is refused.
 *
 * @throws UsageError
 */
export async function makeFolder(given: string | undefined, current: string): Promise<string> {
  if (given === undefined) return await mkdtemp(join(tmpdir(), 'cellbridge-demo-'));
  const folder = resolve(current, given);
  if (existsSync(join(folder, 'api.sqlite'))) {
    throw new UsageError(`${folder} holds a demo already; remove it, or choose another folder.`);
  }
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UsageError(
      `${folder} cannot be created (${messageOf(error)}); choose another folder.`,
    );
  }
  return folder;
}
