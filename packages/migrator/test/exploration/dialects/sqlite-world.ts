import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Deployment } from '@cellbridge/objects';
import {
  type CellDatabase,
  classifySqliteSteps,
  createDeployment,
  type Harness,
  openRaw,
  proof,
  type RawDatabase,
} from '@cellbridge/testing';
import { fillCells, type World } from '../world.js';

/** Milliseconds after which those who wait for each other are let go, when that was seen. */
const DEADLOCK_END = 5_000;
/**
 * How many orders of two actors the proof runs one after the other. Some pairs have tens of thousands; what is
 * beyond these is picked at random.
 */
const MOST_IN_ORDER = 400;
const FILES = ['api.sqlite', 'cell.sqlite', 'unmapped.sqlite'] as const;

/** Copies three files for each run. */
export async function openSqliteWorld(harness: Harness): Promise<World> {
  const { api, cells } = await createDeployment(harness, { cells: 2 });
  const [first, second] = cells;
  if (!first || !second) throw new Error('There are two cells.');
  await api.raw.query('DELETE FROM cell_mappings WHERE uuid = ?', second.uuid);
  const earlyId = await fillCells(first, second);
  const databases = await harness.folder();
  const template = await mkdtemp(join(databases, 'template-'));
  await copyDatabase(api.raw, join(template, 'api.sqlite'));
  await copyDatabase(first.raw, join(template, 'cell.sqlite'));
  await copyDatabase(second.raw, join(template, 'unmapped.sqlite'));
  return {
    classifySteps: classifySqliteSteps,
    orders: {
      random: proof(15, 100),
      inOrder: proof(30, MOST_IN_ORDER),
      services: proof(10, MOST_IN_ORDER),
    },
    begin: async () => {
      const folder = await mkdtemp(join(databases, 'run-'));
      for (const name of FILES) await copyFile(join(template, name), join(folder, name));
      const urlOf = (name: (typeof FILES)[number]) => `sqlite:///${join(folder, name)}`;
      const cellAt = ({ uuid, name }: CellDatabase, file: (typeof FILES)[number]) => {
        return { uuid, name, url: urlOf(file) };
      };
      await mapAt(urlOf('api.sqlite'), urlOf('cell.sqlite'));
      return {
        cell: cellAt(first, 'cell.sqlite'),
        unmapped: cellAt(second, 'unmapped.sqlite'),
        earlyId,
        open: (actor) =>
          Deployment.open({
            api: urlOf('api.sqlite'),
            ...actor?.options,
            database: {
              lockTimeout: DEADLOCK_END,
              ...(actor?.intercept && { intercept: actor.intercept }),
            },
          }),
        dispose: () => rm(folder, { recursive: true }),
      };
    },
    dispose: () => rm(template, { recursive: true }),
  };
}

/** Says in the only cell mapping where the cell is. */
async function mapAt(api: string, cell: string): Promise<void> {
  const raw = openRaw(api);
  await raw.query('UPDATE cell_mappings SET database_connection = ?', cell);
  await raw.close();
}

/** With a write-ahead log already, as a database that is in use has it. */
async function copyDatabase(raw: RawDatabase, file: string): Promise<void> {
  await raw.query(`VACUUM INTO '${file}'`);
  const copy = openRaw(`sqlite:///${file}`);
  await copy.query('PRAGMA journal_mode = wal');
  await copy.close();
}
