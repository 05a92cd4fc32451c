import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deployment } from '@cellbridge/objects';
import {
  classifySqliteSteps,
  createDeployment,
  type Harness,
  openRaw,
  type RawDatabase,
} from '@cellbridge/testing';
import { fillCell, type World } from './world.js';

/** Where databases of short runs are fastest. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** Milliseconds after which those who wait for each other are let go, when that was seen. */
const DEADLOCK_END = 5_000;
const FILES = ['api.sqlite', 'cell.sqlite'] as const;

/** Copies two files for each run. */
export async function openSqliteWorld(harness: Harness): Promise<World> {
  const { api, cell } = await createDeployment(harness);
  await fillCell(cell);
  const template = await mkdtemp(join(FOLDER, 'cellbridge-world-'));
  await copyDatabase(api.raw, join(template, 'api.sqlite'));
  await copyDatabase(cell.raw, join(template, 'cell.sqlite'));
  return {
    classifySteps: classifySqliteSteps,
    begin: async () => {
      const folder = await mkdtemp(join(FOLDER, 'cellbridge-run-'));
      for (const name of FILES) await copyFile(join(template, name), join(folder, name));
      return {
        open: (actor) =>
          Deployment.open({
            api: `sqlite:///${join(folder, 'api.sqlite')}`,
            cells: [
              { uuid: cell.uuid, name: 'cell1', url: `sqlite:///${join(folder, 'cell.sqlite')}` },
            ],
            database: { lockTimeout: DEADLOCK_END, ...(actor && { intercept: actor.intercept }) },
          }),
        dispose: () => rm(folder, { recursive: true }),
      };
    },
    dispose: () => rm(template, { recursive: true }),
  };
}

/** With a write-ahead log already, as a database that is in use has it. */
async function copyDatabase(raw: RawDatabase, file: string): Promise<void> {
  await raw.query(`VACUUM INTO '${file}'`);
  const copy = openRaw(`sqlite:///${file}`);
  await copy.query('PRAGMA journal_mode = wal');
  await copy.close();
}
