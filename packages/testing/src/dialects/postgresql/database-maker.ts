import type { PoolMode } from '../../pool-mode.js';
import type { RawDatabase } from '../../raw/raw-database.js';
import type { DatabaseMaker, DatabaseMakerOptions } from '../../test-dialect.js';
import { throwAwayName } from '../../throw-away-name.js';
import { openRawPostgresql } from './open-raw.js';
import { type PgBouncer, startPgBouncer } from './pgbouncer.js';

/**
 * What each database has, whatever the server's settings are: a time zone far from UTC, and not the usual
 * isolation. Code that relies on the defaults fails.
 */
const SETTINGS = [
  "timezone = 'Asia/Kathmandu'",
  "default_transaction_isolation = 'repeatable read'",
];

/** Some tests run twenty programs at once, with three connections each. */
const POOL_SIZES = { default_pool_size: 100, max_client_conn: 500 };

/** Makes databases and roles on a server, and starts a PgBouncer in front of it if that is wanted. */
export class PostgresqlDatabaseMaker implements DatabaseMaker {
  readonly #serverUrl: string;
  readonly #pooling: PoolMode | undefined;
  readonly #databases: string[] = [];
  readonly #roles: string[] = [];
  #server: RawDatabase | undefined;
  #pgbouncer: Promise<PgBouncer> | undefined;
  #strategy: Promise<string> | undefined;

  /** @throws Error if this run has no server. */
  constructor({ servers, pooling }: DatabaseMakerOptions) {
    if (!servers.postgresqlUrl) throw new Error('This run has no PostgreSQL server.');
    this.#serverUrl = servers.postgresqlUrl;
    this.#pooling = pooling;
  }

  createDatabase(encoding?: string): Promise<string> {
    return this.#create(
      encoding ? `ENCODING '${encoding}' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0` : '',
    );
  }

  copyDatabase(url: string): Promise<string> {
    return this.#create(`TEMPLATE ${new URL(url).pathname.slice(1)}`);
  }

  async #create(form: string): Promise<string> {
    const name = throwAwayName();
    this.#server ??= openRawPostgresql(this.#serverUrl);
    this.#strategy ??= strategyOf(this.#server);
    await this.#server.query(`CREATE DATABASE ${name} ${form} ${await this.#strategy}`);
    this.#databases.push(name);
    for (const setting of SETTINGS) {
      await this.#server.query(`ALTER DATABASE ${name} SET ${setting}`);
    }
    const url = new URL(this.#serverUrl);
    url.pathname = `/${name}`;
    if (this.#pooling) {
      this.#pgbouncer ??= startPgBouncer(this.#serverUrl, this.#pooling, POOL_SIZES);
      url.port = String((await this.#pgbouncer).port);
    }
    return url.href;
  }

  async createRole(url: string): Promise<{ name: string; url: string }> {
    const name = throwAwayName();
    const database = openRawPostgresql(this.directUrl(url));
    try {
      await database.query(`CREATE ROLE ${name} LOGIN PASSWORD '${name}'`);
      this.#roles.push(name);
      await database.query('REVOKE CREATE ON SCHEMA public FROM public');
    } finally {
      await database.close();
    }
    const asRole = new URL(url);
    asRole.username = name;
    asRole.password = name;
    return { name, url: asRole.href };
  }

  directUrl(url: string): string {
    if (!this.#pgbouncer) return url;
    const direct = new URL(url);
    direct.port = new URL(this.#serverUrl).port;
    return direct.href;
  }

  async cleanup(): Promise<void> {
    for (const name of this.#databases.splice(0)) {
      await this.#server?.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
    for (const role of this.#roles.splice(0)) await this.#server?.query(`DROP ROLE ${role}`);
    await this.#server?.close();
    await (await this.#pgbouncer)?.stop();
  }
}

/** Has a server copy files. PostgreSQL 15 and later would write each page to the log instead; earlier ones have no choice. */
async function strategyOf(server: RawDatabase): Promise<string> {
  const [row] = await server.query(`SELECT current_setting('server_version_num')::int AS version`);
  return Number(row?.version) < 150_000 ? '' : 'STRATEGY file_copy';
}
