import type { Database, Transaction } from '@cellbridge/database';
import type { NovaWords } from './nova/words.js';
import type { PoolMode } from './pool-mode.js';
import type { RawDatabase, Value } from './raw/raw-database.js';
import type { TestServers } from './servers.js';

/**
 * One kind of database, and all that is particular to it in tests. Each folder of `dialects` exports one. A test
 * asks for what it needs here or from {@link RawDatabase}, never for the dialect's name.
 */
export interface TestDialect {
  /** The schemes of its URLs, without the driver that may follow. */
  readonly schemes: readonly string[];
  /** URL of a database that nobody can reach. */
  readonly unreachableUrl: string;
  /** A template of Nova's that becomes the URL of a throw-away database again if that URL fills it. */
  readonly urlTemplate: string;
  readonly novaWords: NovaWords;

  /**
   * How many parameters a query takes to look for one text: two where a column can hold its bytes too, or where bytes
   * are compared beside the text.
   */
  readonly parametersPerText: number;
  /** Whose index sorts uuids by their bytes. `nobody`: a page of a list reads all uuids. */
  readonly indexesBytes: 'nova' | 'cellbridge' | 'nobody';
  /** Whether a sync builds indexes on `group_id`. Where it does not, an API database gets no index of ours. */
  readonly indexesGroupIds: boolean;
  /** What one of Nova's columns keeps of a time stamp, `YYYY-MM-DD HH:MM:SS.ffffff`: it may drop the decimals. */
  storedTimestamp(timestamp: string): string;
  /** Whether Nova's text columns can hold characters beyond U+FFFF, such as emojis. Otherwise they are refused. */
  readonly holdsEmojis: boolean;
  /** Whether Nova's UNIQUE constraints take uuids that differ only in case as the same. */
  readonly uniqueIgnoresCase: boolean;
  /** How many statements each of these verbs of `writes.ts` takes, if there are rows. */
  readonly statementsOf: { readonly take: number; readonly insertReturningIds: number };
  /** The pool modes in which suites run behind PgBouncer too; none if it is no pooler for these databases. */
  readonly poolModes: readonly PoolMode[];
  /** An assignment that leaves a row of `instance_groups` unreadable, over the bare driver: what follows SET. */
  readonly unreadableAssignment: string;
  /** Bytes in hexadecimal digits: nobody can read a text that ends with one of them. Empty: there is no such text. */
  readonly unreadableEnds: readonly string[];
  /** The name of the index behind a UNIQUE constraint, which must be the first one of its table. */
  uniqueIndex(table: string, constraint: string): string;
  /** The parameters that a query takes to look for any of these texts. The texts must need no quoting. */
  listParameters(texts: readonly string[]): Value[];
  /**
   * An expression for a text of these bytes, valid UTF-8 or not where a text can be that. The bytes are hexadecimal
   * digits.
   */
  textOfBytes(bytes: string): string;

  /** Whether its databases are on a server: a connection can be lost while what it was sent goes on. */
  readonly isOnServer: boolean;
  /**
   * Runs `body` in a transaction that keeps everybody else from writing to some tables: it waits for others, and others
   * wait for it. The tables are locked in their order, which must be the one in which others lock them. `body` may run
   * again.
   */
  aloneWith<T>(
    database: Database,
    tables: readonly string[],
    body: (transaction: Transaction) => Promise<T>,
  ): Promise<T>;
  /** The URL of a database for a connection without TLS. */
  withoutTls(url: string): string;
  /** Whether these servers have what its suites need. If not, they are skipped. */
  canRun(servers: TestServers): boolean;
  /** How a server replicates another one. Undefined: databases have no replicas. */
  readonly replication: ReplicationKit | undefined;
  /** Opens a database over its bare driver. */
  openRaw(url: string): RawDatabase;
  /** Prepares to make throw-away databases. Starts nothing before the first one. */
  databaseMaker(options: DatabaseMakerOptions): DatabaseMaker;
}

/** Starts a server and its replica on this machine. */
export interface ReplicationKit {
  /** The server of a URL, to make databases on. */
  servers(url: string): TestServers;
  startPrimary(): Promise<StartedServer>;
  /** @param primaryUrl where the replica finds its primary. */
  startReplica(primaryUrl: string): Promise<StartedServer>;
  /** Has a replica carry out nothing of what it receives. */
  readonly pause: string;
  /** Ends that, over the same connection. */
  readonly resume: string;
  /** Make a replica a server of its own. */
  readonly promote: readonly string[];
}

/** A server that a test has started. */
interface StartedServer {
  /** As a user who may do everything. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface DatabaseMakerOptions {
  readonly servers: TestServers;
  /** Gives a folder for files. The harness removes it. */
  readonly folder: () => Promise<string>;
  /** How PgBouncer pools, for databases on a server. Default: there is no PgBouncer. */
  readonly pooling: PoolMode | undefined;
}

/** Makes throw-away databases of one kind. */
export interface DatabaseMaker {
  /**
   * Makes a database without any tables, and gives its URL.
   *
   * @param encoding if it is not to be the usual one. Ignored where there is only one.
   */
  createDatabase(encoding?: string): Promise<string>;
  /** Makes a copy of a database that it has made, which nobody opens or changes any more, and gives its URL. */
  copyDatabase(url: string): Promise<string>;
  /**
   * Makes a role that may do nothing in this database: it has the rights of `public`, where there is one, which lose
   * CREATE on the schema `public`.
   *
   * @returns its name, and the URL of the database for it.
   * @throws Error where a database has no roles.
   */
  createRole(url: string): Promise<{ name: string; url: string }>;
  /** The URL of the same database without a pooler in between. */
  directUrl(url: string): string;
  /** Removes everything that was made, whoever may still be connected. */
  cleanup(): Promise<void>;
}
