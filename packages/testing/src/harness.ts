import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DialectName } from '@cellbridge/database';
import { dataFolder } from './data-folder.js';
import { TEST_DIALECTS, testDialectOf } from './dialects/index.js';
import type { PoolMode } from './pool-mode.js';
import type { RawDatabase } from './raw/raw-database.js';
import type { TestServers } from './servers.js';
import type { DatabaseMaker, TestDialect } from './test-dialect.js';

/** How a harness makes databases. */
export interface HarnessOptions {
  /** Puts a PgBouncer that pools like this before each PostgreSQL database. Default: none. */
  readonly pooling?: PoolMode;
}

export interface FilledDatabaseOptions {
  readonly dialect: DialectName;
  /** Names what the database holds. */
  readonly kind: string;
  /** The encoding of a PostgreSQL database. Default: the server's. Ignored for others. */
  readonly encoding?: string | undefined;
}

/** Makes throw-away databases, of its own dialect by default. */
export class Harness {
  /** For choosing from a table by dialect, never for a branch: ask {@link Harness.testDialect}. */
  readonly dialect: DialectName;
  readonly #servers: TestServers;
  readonly #pooling: PoolMode | undefined;
  readonly #makers = new Map<TestDialect, DatabaseMaker>();
  readonly #opened: RawDatabase[] = [];
  readonly #templates = new Map<string, Promise<string>>();
  #folder: Promise<string> | undefined;

  /** @param servers on which databases may be made and dropped. */
  constructor(dialect: DialectName, servers: TestServers, { pooling }: HarnessOptions = {}) {
    this.dialect = dialect;
    this.#servers = servers;
    this.#pooling = pooling;
  }

  /** What tests have to know of its dialect. */
  get testDialect(): TestDialect {
    return TEST_DIALECTS[this.dialect];
  }

  /** A folder of this harness's own. */
  folder(): Promise<string> {
    this.#folder ??= mkdtemp(join(dataFolder(), 'cellbridge-test-'));
    return this.#folder;
  }

  /**
   * Makes a database without any tables, and gives its URL.
   *
   * @param encoding of a PostgreSQL database. Default: the server's. Ignored for others.
   */
  createDatabaseUrl(dialect: DialectName = this.dialect, encoding?: string): Promise<string> {
    return this.#makerOf(TEST_DIALECTS[dialect]).createDatabase(encoding);
  }

  /**
   * Makes a database with what `fill` makes in an empty one, whose URL leads to it without a pooler. It is asked once
   * for all databases of a kind, and has closed its connections when it resolves.
   */
  async createFilledUrl(
    { dialect, kind, encoding }: FilledDatabaseOptions,
    fill: (url: string) => Promise<void>,
  ): Promise<string> {
    const maker = this.#makerOf(TEST_DIALECTS[dialect]);
    const makeTemplate = async () => {
      const url = await maker.createDatabase(encoding);
      await fill(maker.directUrl(url));
      return url;
    };
    const key = [dialect, kind, encoding].join();
    const template = this.#templates.get(key) ?? makeTemplate();
    this.#templates.set(key, template);
    return await maker.copyDatabase(await template);
  }

  /**
   * Makes a role that may do nothing in a database. PostgreSQL's can look around in the schema `public`; MySQL's, a
   * user, cannot even connect to the database before it has a right there.
   *
   * @param url of a database.
   * @returns its name, and the URL of the database for it.
   */
  createRole(url: string): Promise<{ name: string; url: string }> {
    return this.#makerOf(testDialectOf(url)).createRole(url);
  }

  /** Opens a database over its bare driver, without a pooler in between, until {@link cleanup}. */
  open(url: string): RawDatabase {
    const dialect = testDialectOf(url);
    const database = dialect.openRaw(this.#makerOf(dialect).directUrl(url));
    this.#opened.push(database);
    return { ...database, url };
  }

  /** Closes and removes everything that was made, whoever may still be connected. */
  async cleanup(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((database) => database.close()));
    for (const maker of this.#makers.values()) await maker.cleanup();
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
  }

  #makerOf(dialect: TestDialect): DatabaseMaker {
    const made =
      this.#makers.get(dialect) ??
      dialect.databaseMaker({
        servers: this.#servers,
        folder: () => this.folder(),
        pooling: this.#pooling,
      });
    this.#makers.set(dialect, made);
    return made;
  }
}
