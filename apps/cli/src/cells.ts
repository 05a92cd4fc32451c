import {
  CellbridgeError,
  countHostMappings,
  countInstanceMappings,
  deleteCellMapping,
  describeUrl,
  insertCellMapping,
  listCellMappings,
  openDatabase,
} from '@cellbridge/db-api';
import { countLiveGroups } from '@cellbridge/db-cell';
import { checkText, checkUuid, Deployment, now } from '@cellbridge/objects';
import { v4 as drawUuid } from 'uuid';
import { plainText } from './plain-text.js';
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
  const uuid = cell.uuid === undefined ? drawUuid() : checkUuid(cell.uuid);
  if (cell.isChecked) await checkDatabase(url);
  await using api = await openDatabase(apiUrl);
  if (describeUrl(url) === api.description) {
    throw new UsageError('This is the API database; give the URL of a cell database.');
  }
  const mappings = await listCellMappings(api);
  const twin = mappings.find(({ databaseConnection }) => isSame(databaseConnection, url));
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

/** Takes a cell out, unless something depends on it. */
export async function deleteCell(
  apiUrl: string,
  nameOrUuid: string,
  { force }: { force: boolean },
): Promise<{ uuid: string; name: string | null }> {
  await using deployment = await Deployment.open({ api: apiUrl });
  const cell = deployment.cell(nameOrUuid);
  const instances = await countInstanceMappings(deployment.api, cell.uuid);
  const hosts = await countHostMappings(deployment.api, cell.uuid);
  if (instances + hosts > 0) {
    throw new UsageError(
      `${instances} instances and ${hosts} hosts are mapped to cell ${nameOrUuid}; "nova-manage cell_v2 delete_cell" takes out a cell with its mappings.`,
    );
  }
  const groups = force ? 0 : await cell.read(countLiveGroups);
  if (groups > 0) {
    throw new UsageError(
      `Cell ${nameOrUuid} holds ${groups} live groups; move them first, or say --force.`,
    );
  }
  await deployment.api.transaction((transaction) => deleteCellMapping(transaction, cell.uuid));
  return { uuid: cell.uuid, name: cell.name };
}

/** @throws UsageError · InvalidInputError */
function checkName(name: string): string {
  if (plainText(name) !== name)
    throw new UsageError('--name has control characters; leave them out.');
  return checkText(name, 'name');
}

/** However each is spelled, and whatever its password. */
function isSame(known: string | null, url: string): boolean {
  if (known === null || known === url) return known === url;
  const shown = describeUrl(url);
  return shown !== null && shown === describeUrl(known);
}

function shownUrl(url: string): string {
  return describeUrl(url) ?? 'a URL that cannot be read';
}

async function checkDatabase(url: string): Promise<void> {
  try {
    await using _database = await openDatabase(url);
  } catch (error) {
    if (!CellbridgeError.isInstance(error) || error.code !== 'DATABASE_NOT_FOUND') throw error;
    if (!url.startsWith('sqlite')) throw error;
  }
}
