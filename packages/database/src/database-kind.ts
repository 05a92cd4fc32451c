import type { Database, OpenOptions } from './database.js';
import type { Dialect } from './dialect.js';
import type { SchemaBinding } from './schema-binding.js';
import type { UrlParts } from './sqlalchemy-url.js';

/** One kind of database, and all that is particular to it. Each folder of `dialects` exports one. */
export interface DatabaseKind {
  /** The parts of its SQL, its catalogue, and what it can do. */
  readonly dialect: Dialect;
  /** The schemes of its URLs, without the driver that may follow: `postgresql` of `postgresql+psycopg2`. */
  readonly schemes: readonly string[];
  /** URLs as a message shows them to whoever needs one. */
  readonly exampleUrls: readonly string[];

  /**
   * Reads a URL that has one of the schemes.
   *
   * @param remedy what to write instead, for the message of an error.
   * @throws InvalidUrlError
   */
  readUrl(parts: UrlParts, remedy: string): DatabaseUrl;
}

/** The URL of a database, read. */
export interface DatabaseUrl {
  /** The URL without its password. */
  readonly description: string;
  /** The file that it names, as it is written there; `null` if it names a server. */
  readonly file: string | null;

  /**
   * Where the database is, one text for each of its servers. Two URLs that have one in common lead to the
   * same database.
   *
   * @throws InvalidUrlError if a part that is read only now makes no sense.
   */
  places(): readonly string[];

  /** Loads the driver, and opens the database with it. A process has the drivers of the databases that it opens. */
  open<Tables>(options: OpenOptions, schema: SchemaBinding<Tables>): Promise<Database<Tables>>;
}
