import {
  CellbridgeError,
  countInstanceMappings,
  deleteCellMapping,
  insertCellMapping,
  listCellMappings,
  openDatabase,
  redact,
} from '@cellbridge/db-api';
import { countLiveGroups } from '@cellbridge/db-cell';
import { checkUuid, Deployment, now } from '@cellbridge/objects';
import { v4 as drawUuid } from 'uuid';
import { UsageError } from './usage-error.js';

/** A cell as the command shows it: its URL without the password. */
export interface ShownCell {
  readonly uuid: string;
  readonly name: string | null;
  readonly database: string | null;
  readonly disabled: boolean;
}

export async function listCells(apiUrl: string): Promise<ShownCell[]> {
  await using api = await openDatabase(apiUrl);
  const mappings = await listCellMappings(api);
  return mappings.map(({ uuid, name, databaseConnection, disabled }) => {
    return { uuid, name, database: databaseConnection && redact(databaseConnection), disabled };
  });
}

/** Adds a cell. A SQLite file need not be there yet: "cellbridge db sync" makes it. */
export async function createCell(
  apiUrl: string,
  cell: { name: string; url: string; uuid: string | undefined; isChecked: boolean },
): Promise<ShownCell> {
  const { name, url } = cell;
  if (name === '') throw new UsageError('--name is empty; give the cell a name.');
  const uuid = cell.uuid === undefined ? drawUuid() : checkUuid(cell.uuid);
  if (cell.isChecked) await checkDatabase(url);
  await using api = await openDatabase(apiUrl);
  const taken = (await listCellMappings(api)).find(
    (other) => other.name === name || other.uuid === uuid,
  );
  if (taken)
    throw new UsageError(
      `There is a cell ${taken.name ?? taken.uuid} already; choose another name.`,
    );
  await api.transaction((transaction) =>
    insertCellMapping(transaction, { uuid, name, databaseConnection: url, createdAt: now() }),
  );
  return { uuid, name, database: redact(url), disabled: false };
}

/** Takes a cell out, unless something depends on it. */
export async function deleteCell(
  apiUrl: string,
  nameOrUuid: string,
  { force }: { force: boolean },
): Promise<{ uuid: string; name: string | null }> {
  await using deployment = await Deployment.open({ api: apiUrl });
  const cell = deployment.cell(nameOrUuid);
  if (!force) {
    const groups = await cell.read(countLiveGroups);
    const instances = await countInstanceMappings(deployment.api, cell.uuid);
    if (groups + instances > 0) {
      throw new UsageError(
        `Cell ${nameOrUuid} holds ${groups} live groups, and ${instances} instances are mapped to it; move them first, or say --force.`,
      );
    }
  }
  await deployment.api.transaction((transaction) => deleteCellMapping(transaction, cell.uuid));
  return { uuid: cell.uuid, name: cell.name };
}

async function checkDatabase(url: string): Promise<void> {
  try {
    await using _database = await openDatabase(url);
  } catch (error) {
    if (!CellbridgeError.isInstance(error) || error.code !== 'DATABASE_NOT_FOUND') throw error;
    if (!url.startsWith('sqlite')) throw error;
  }
}
