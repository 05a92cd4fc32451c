import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DialectName } from '@cellbridge/schema';
import { type PgBouncer, type PoolMode, startPgBouncer } from './pgbouncer/pgbouncer.js';
import { openRaw } from './raw/open-raw.js';
import type { RawDatabase } from './raw/raw-database.js';

/** What each PostgreSQL database has: a time zone far from UTC, and not the usual isolation. */
const SETTINGS = [
  "timezone = 'Asia/Kathmandu'",
  "default_transaction_isolation = 'repeatable read'",
];

/** Some tests are twenty programs at once, of three connections each. */
const POOL_SIZES = { default_pool_size: 100, max_client_conn: 500 };

/** What a harness makes beside databases. */
export interface HarnessOptions {
  /** Has the URLs of PostgreSQL databases name a PgBouncer that pools like this. Default: none. */
  readonly pooling?: PoolMode;
}

/** Makes throw-away databases, of one dialect if nothing else is said. */
export class Harness {
  readonly dialect: DialectName;
  readonly #postgresqlUrl: string;
  readonly #databases: string[] = [];
  readonly #roles: string[] = [];
  readonly #opened: RawDatabase[] = [];
  #server: RawDatabase | undefined;
  #folder: Promise<string> | undefined;
  readonly #pooling: PoolMode | undefined;
  #pgbouncer: Promise<PgBouncer> | undefined;

  /** @param postgresqlUrl URL of a server on which databases may be made and dropped. */
  constructor(dialect: DialectName, postgresqlUrl: string, { pooling }: HarnessOptions = {}) {
    this.dialect = dialect;
    this.#postgresqlUrl = postgresqlUrl;
    this.#pooling = pooling;
  }

  /** A folder of this harness's own. */
  folder(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'cellbridge-test-'));
    return this.#folder;
  }

  /**
   * Makes a database without any tables, and gives its URL.
   *
   * @param encoding of a PostgreSQL database, if it is not to be the server's.
   */
  async createDatabaseUrl(dialect: DialectName = this.dialect, encoding?: string): Promise<string> {
    const name = `cellbridge_${randomBytes(8).toString('hex')}`;
    if (dialect === 'sqlite') {
      const url = `sqlite:///${join(await this.folder(), `${name}.sqlite`)}`;
      await this.open(url).query('PRAGMA user_version = 0');
      return url;
    }
    this.#server ??= openRaw(this.#postgresqlUrl);
    const form = encoding
      ? `ENCODING '${encoding}' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0`
      : '';
    await this.#server.query(`CREATE DATABASE ${name} ${form}`);
    this.#databases.push(name);
    // Whatever the server's are: what leans on the usual ones is found out.
    for (const setting of SETTINGS)
      await this.#server.query(`ALTER DATABASE ${name} SET ${setting}`);
    const url = new URL(this.#postgresqlUrl);
    url.pathname = `/${name}`;
    if (this.#pooling) {
      this.#pgbouncer ??= startPgBouncer(this.#postgresqlUrl, this.#pooling, POOL_SIZES);
      url.port = String((await this.#pgbouncer).port);
    }
    return url.href;
  }

  /**
   * Makes a role of PostgreSQL that may do what everybody may, and no more: in this database everybody may
   * look around in the schema `public`, and make nothing there.
   *
   * @param url of a database.
   * @returns its name, and the URL of the database for it.
   */
  async createRole(url: string): Promise<{ name: string; url: string }> {
    const name = `cellbridge_${randomBytes(8).toString('hex')}`;
    const database = this.open(url);
    await database.query(`CREATE ROLE ${name} LOGIN PASSWORD '${name}'`);
    this.#roles.push(name);
    await database.query('REVOKE CREATE ON SCHEMA public FROM public');
    const asRole = new URL(url);
    asRole.username = name;
    asRole.password = name;
    return { name, url: asRole.href };
  }

  /** Opens a database over its bare driver, and without a pooler in between, until {@link cleanup}. */
  open(url: string): RawDatabase {
    const database = openRaw(this.#pgbouncer ? this.#withoutPooler(url) : url);
    this.#opened.push(database);
    return { ...database, url };
  }

  /** Closes and removes everything that was made, whoever may still be connected. */
  async cleanup(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((database) => database.close()));
    for (const name of this.#databases.splice(0)) {
      await this.#server?.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
    for (const role of this.#roles.splice(0)) await this.#server?.query(`DROP ROLE ${role}`);
    await this.#server?.close();
    await (await this.#pgbouncer)?.stop();
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
  }

  #withoutPooler(url: string): string {
    if (url.startsWith('sqlite:')) return url;
    const direct = new URL(url);
    direct.port = new URL(this.#postgresqlUrl).port;
    return direct.href;
  }
}
