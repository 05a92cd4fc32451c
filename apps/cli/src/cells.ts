import {
  countHostMappings,
  countInstanceMappings,
  countReceiptsByCell,
  DatabaseNotFoundError,
  databaseFile,
  deleteCellMapping,
  hasHostMappings,
  insertCellMapping,
  isSameDatabase,
  listCellMappings,
  openDatabase,
} from '@cellbridge/db-api';
import { countLiveGroups } from '@cellbridge/db-cell';
import { checkText, checkUuid, Deployment, now } from '@cellbridge/objects';
import { v4 as generateUuid } from 'uuid';
import { counted } from './counted.js';
import { plainText } from './plain-text.js';
import { shownUrl } from './shown-url.js';
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
    return { uuid, name, database: databaseConnection && shownUrl(databaseConnection), disabled };
  });
}

/** Adds a cell. A SQLite file need not be there yet: "cellbridge db sync" makes it. */
export async function createCell(
  apiUrl: string,
  cell: { name: string; url: string; uuid: string | undefined; isChecked: boolean },
): Promise<ShownCell> {
  const { url } = cell;
  const name = checkName(cell.name);
  const uuid = cell.uuid === undefined ? generateUuid() : checkUuid(cell.uuid);
  if (cell.isChecked) await checkDatabase(url);
  await using api = await openDatabase(apiUrl);
  if (isSameDatabase(url, apiUrl)) {
    throw new UsageError('This is the API database; give the URL of a cell database.');
  }
  const mappings = await listCellMappings(api);
  const twin = mappings.find(
    ({ databaseConnection }) =>
      databaseConnection !== null && isSameDatabase(databaseConnection, url),
  );
  if (twin) throw new UsageError(`Cell ${twin.name ?? twin.uuid} has this database already.`);
  const taken = mappings.find((other) => other.name === name || other.uuid === uuid);
  if (taken)
    throw new UsageError(
      `There is a cell ${taken.name ?? taken.uuid} already; choose another name.`,
    );
  await api.transaction((transaction) =>
    insertCellMapping(transaction, { uuid, name, databaseConnection: url, createdAt: now() }),
  );
  return { uuid, name, database: shownUrl(url), disabled: false };
}

/**
 * Takes a cell out, unless something depends on it.
 *
 * @returns the cell, and how many groups have moved from it.
 */
export async function deleteCell(
  apiUrl: string,
  nameOrUuid: string,
  { force }: { force: boolean },
): Promise<{ uuid: string; name: string | null; receipts: number }> {
  await using deployment = await Deployment.open({ api: apiUrl });
  const cell = deployment.cell(nameOrUuid);
  // The groups of a database that another cell has, too, stay in reach.
  const isTwin = deployment.cells.some((other) => other !== cell && other.hasDatabaseOf(cell));
  const groups = force || isTwin ? 0 : await cell.ask(countLiveGroups);
  if (groups > 0) {
    throw new UsageError(
      `Cell ${nameOrUuid} holds ${counted(groups, 'live group')}; move ${groups === 1 ? 'it' : 'them'} first, or say --force.`,
    );
  }
  const isOfNova = await hasHostMappings(deployment.api);
  await deployment.api.transaction(async (transaction) => {
    const instances = await countInstanceMappings(transaction, cell.uuid);
    const hosts = isOfNova ? await countHostMappings(transaction, cell.uuid) : 0;
    if (instances + hosts > 0) {
      throw new UsageError(
        `Instances (${instances}) and hosts (${hosts}) are mapped to cell ${nameOrUuid}; "nova-manage cell_v2 delete_cell" takes out a cell with its mappings.`,
      );
    }
    await deleteCellMapping(transaction, cell.uuid);
  });
  const receipts = (await countReceiptsByCell(deployment.api)).get(cell.uuid) ?? 0;
  return { uuid: cell.uuid, name: cell.name, receipts };
}

/** @throws UsageError · InvalidInputError */
function checkName(name: string): string {
  if (plainText(name) !== name)
    throw new UsageError('--name has control characters; leave them out.');
  return checkText(name, 'name');
}

async function checkDatabase(url: string): Promise<void> {
  try {
    await using _database = await openDatabase(url);
  } catch (error) {
    // A file is made by the sync that follows; a server's database is not.
    if (!DatabaseNotFoundError.isInstance(error) || databaseFile(url) === null) throw error;
  }
}
