import {
  DatabaseNotFoundError,
  databaseFile,
  fillTemplate,
  insertCellMapping,
  isSameDatabase,
  now,
  openApiDatabase,
} from '@cellbridge/db-api';
import { openCellDatabase } from '@cellbridge/db-cell';
import { v4 as generateUuid } from 'uuid';
import { cellLabel } from './cell-label.js';
import { InvalidInputError } from './errors/invalid-input-error.js';
import { checkText, checkUuid } from './input.js';
import { listCellOptions } from './list-cell-options.js';

/** A cell to add to `cell_mappings`. */
export interface CreateCellOptions {
  readonly name: string;
  /** The URL of its database, or a template of Nova's, which is stored as it is. */
  readonly url: string;
  /** Generated if omitted. */
  readonly uuid?: string | undefined;
  /** Whether its database is opened first. Default `true`. A SQLite file need not exist yet. */
  readonly isChecked?: boolean;
  /** What fills URL templates: the `novaConnection` of `Deployment.open`. */
  readonly novaConnection?: string | undefined;
}

/**
 * Adds a cell to `cell_mappings` of the API database at `apiUrl`.
 *
 * @returns its uuid.
 * @throws InvalidInputError if the name, the uuid or the database is taken, or the database is the API
 * database.
 * @throws InvalidUrlError if the URL cannot be read, or is a template that `novaConnection` does not fill.
 * @throws DatabaseNotFoundError, ConnectionError and others if its database cannot be opened.
 */
export async function createCell(
  apiUrl: string,
  { isChecked = true, novaConnection, ...options }: CreateCellOptions,
): Promise<string> {
  const name = checkText(options.name, 'name');
  const uuid = options.uuid === undefined ? generateUuid() : checkUuid(options.uuid);
  const url = fillTemplate(options.url, novaConnection);
  if (isChecked) await checkDatabase(url);
  await using api = await openApiDatabase(apiUrl);
  if (isSameDatabase(url, apiUrl)) {
    throw new InvalidInputError('This is the API database; give the URL of a cell database.');
  }
  const cells = await listCellOptions(api, novaConnection);
  const twin = cells.find(({ url: other }) => other !== null && isSameDatabase(other, url));
  if (twin) throw new InvalidInputError(`Cell ${cellLabel(twin)} has this database already.`);
  const taken = cells.find((other) => other.name === name || other.uuid === uuid);
  if (taken) {
    throw new InvalidInputError(
      `There is a cell ${cellLabel(taken)} already; choose another name.`,
    );
  }
  const mapping = { uuid, name, databaseConnection: options.url, createdAt: now() };
  await api.transaction((transaction) => insertCellMapping(transaction, mapping));
  return uuid;
}

async function checkDatabase(url: string): Promise<void> {
  try {
    await using _database = await openCellDatabase(url);
  } catch (error) {
    // A sync creates the file of a cell; it does not create the database of a server.
    if (!DatabaseNotFoundError.isInstance(error) || databaseFile(url) === null) throw error;
  }
}
