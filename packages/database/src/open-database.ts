import { checkOpenOptions } from './check-options.js';
import type { Database, OpenOptions } from './database.js';
import { InvalidUrlError } from './errors/invalid-url-error.js';
import { parseUrl } from './parse-url.js';
import type { SchemaBinding } from './schema-binding.js';

/**
 * Opens a database by its URL. Connects to PostgreSQL at once, so that a wrong password or an unreachable
 * server fails here.
 *
 * @param schema the schema whose tables its readers have.
 * @throws InvalidUrlError · InvalidOptionError · UnsupportedSchemeError · DriverMissingError ·
 * DatabaseNotFoundError · NotADatabaseError · AuthenticationError · ConnectionError · DatabaseTimeoutError
 *
 * @example
 * await using database = await openDatabase('sqlite:///nova_api.sqlite');
 * await database.transaction(async (transaction) => { … });
 */
export async function openDatabase(url: string, options?: OpenOptions): Promise<Database>;
export async function openDatabase<Tables>(
  url: string,
  options: OpenOptions | undefined,
  schema: SchemaBinding<Tables>,
): Promise<Database<Tables>>;
export async function openDatabase(
  url: string,
  options: OpenOptions = {},
  schema: SchemaBinding<unknown> = NO_SCHEMA,
): Promise<Database> {
  if (typeof url !== 'string') {
    throw new InvalidUrlError(`The URL of a database has to be text, not ${typeof url}.`);
  }
  checkOpenOptions(options);
  return await parseUrl(url).open(options, schema);
}

const NO_SCHEMA: SchemaBinding<undefined> = { tables: () => undefined };
