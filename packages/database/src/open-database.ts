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
export async function openDatabase<Tables = undefined>(
  url: string,
  options: OpenOptions = {},
  schema: SchemaBinding<Tables> = NO_SCHEMA as SchemaBinding<Tables>,
): Promise<Database<Tables>> {
  if (typeof url !== 'string') {
    throw new InvalidUrlError(`The URL of a database has to be text, not ${typeof url}.`);
  }
  checkOpenOptions(options);
  return await parseUrl(url).open(options, schema);
}

const NO_SCHEMA: SchemaBinding<undefined> = { tables: () => undefined };
