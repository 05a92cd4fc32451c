import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CellOptions, Deployment } from '@cellbridge/objects';
import {
  classifySqliteSteps,
  createDeployment,
  type Harness,
  openRaw,
  type RawDatabase,
} from '@cellbridge/testing';
import { fillCells, type World } from './world.js';

/** Where databases of short runs are fastest. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** Milliseconds after which those who wait for each other are let go, when that was seen. */
const DEADLOCK_END = 5_000;

/** Copies three files for each run, always to the same place: the cell mappings name it. */
export async function openSqliteWorld(harness: Harness): Promise<World> {
  const { api, cells } = await createDeployment(harness, { cells: 2 });
  const [first, second] = cells;
  if (!first || !second) throw new Error('There are two cells.');
  const earlyId = await fillCells(first, second);
  const folder = await mkdtemp(join(FOLDER, 'cellbridge-world-'));
  const stage = join(folder, 'run');
  const urlOf = (name: string) => `sqlite:///${join(stage, name)}`;
  const databases = {
    'api.sqlite': api.raw,
    'cell.sqlite': first.raw,
    'second.sqlite': second.raw,
  };
  const cell: CellOptions = { uuid: first.uuid, name: 'cell1', url: urlOf('cell.sqlite') };
  const unmapped: CellOptions = { uuid: second.uuid, name: 'cell2', url: urlOf('second.sqlite') };
  await api.raw.query('DELETE FROM cell_mappings');
  await api.addCellMappings([cell]);
  for (const [name, raw] of Object.entries(databases)) await copyDatabase(raw, join(folder, name));
  return {
    classifySteps: classifySqliteSteps,
    begin: async () => {
      await mkdir(stage);
      for (const name of Object.keys(databases)) {
        await copyFile(join(folder, name), join(stage, name));
      }
      return {
        cell,
        unmapped,
        earlyId,
        open: (actor) =>
          Deployment.open({
            api: urlOf('api.sqlite'),
            ...actor?.options,
            database: { lockTimeout: DEADLOCK_END, ...(actor && { intercept: actor.intercept }) },
          }),
        dispose: () => rm(stage, { recursive: true }),
      };
    },
    dispose: () => rm(folder, { recursive: true }),
  };
}

/** With a write-ahead log already, as a database that is in use has it. */
async function copyDatabase(raw: RawDatabase, file: string): Promise<void> {
  await raw.query(`VACUUM INTO '${file}'`);
  const copy = openRaw(`sqlite:///${file}`);
  await copy.query('PRAGMA journal_mode = wal');
  await copy.close();
}
