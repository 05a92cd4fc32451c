import type { Database, OpenOptions } from './database.js';
import type { Dialect } from './dialect.js';
import type { SchemaBinding } from './schema-binding.js';
import type { UrlParts } from './sqlalchemy-url.js';

/** One kind of database, and everything particular to it. Each folder of `dialects` exports one. */
export interface DatabaseKind {
  /** The parts of its SQL, its catalogue, and what it can do. */
  readonly dialect: Dialect;
  /** The schemes of its URLs, without a driver that may follow: `postgresql` of `postgresql+psycopg2`. */
  readonly schemes: readonly string[];
  /** Sample URLs for error messages. */
  readonly exampleUrls: readonly string[];

  /**
   * Reads a URL with one of the schemes.
   *
   * @param remedy what to write instead, for the error message.
   * @throws InvalidUrlError
   */
  readUrl(parts: UrlParts, remedy: string): DatabaseUrl;
}

/** The URL of a database, after parsing. */
export interface DatabaseUrl {
  /** The URL without its password. */
  readonly description: string;
  /** The file of the URL as written there; `null` if the URL names a server. */
  readonly file: string | null;

  /**
   * Where the database is, one text per server. Two URLs that share one lead to the same database.
   *
   * @throws InvalidUrlError if a part that is only read now makes no sense.
   */
  places(): readonly string[];

  /** Loads the driver, and opens the database. A process loads only the drivers that it needs. */
  open<Tables>(options: OpenOptions, schema: SchemaBinding<Tables>): Promise<Database<Tables>>;
}
