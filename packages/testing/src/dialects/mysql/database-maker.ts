import type { RawDatabase } from '../../raw/raw-database.js';
import type { TestServers } from '../../servers.js';
import type { DatabaseMaker } from '../../test-dialect.js';
import { throwAwayName } from '../../throw-away-name.js';
import { openRawMysql } from './open-raw.js';
import { INSTALL_HINT } from './programs.js';

/** The server's error for a lock that it could not have in time, and for a connection that is gone already. */
const LOCK_TIMEOUT = 1205;
const UNKNOWN_CONNECTION = 1094;

/** Makes databases and users on a server. */
export class MysqlDatabaseMaker implements DatabaseMaker {
  readonly #serverUrl: string;
  readonly #databases: string[] = [];
  readonly #users: string[] = [];
  /** The statements that copy each database that was copied. */
  readonly #copies = new Map<string, Promise<readonly string[]>>();
  #server: RawDatabase | undefined;

  /** @throws Error if this run has no server. */
  constructor({ mysqlUrl }: TestServers) {
    if (!mysqlUrl) throw new Error(`This run has no server of MariaDB or MySQL; ${INSTALL_HINT}.`);
    this.#serverUrl = mysqlUrl;
  }

  async createDatabase(): Promise<string> {
    const name = throwAwayName();
    await this.#open().query(`CREATE DATABASE ${name} CHARACTER SET utf8mb3`);
    this.#databases.push(name);
    const url = new URL(this.#serverUrl);
    url.pathname = `/${name}`;
    return url.href;
  }

  async copyDatabase(url: string): Promise<string> {
    const source = nameOf(url);
    const statements = this.#copies.get(source) ?? statementsToCopy(this.#open(), source);
    this.#copies.set(source, statements);
    const copy = await this.createDatabase();
    const database = openRawMysql(copy);
    try {
      for (const statement of await statements) await database.query(statement);
    } finally {
      await database.close();
    }
    return copy;
  }

  async createRole(url: string): Promise<{ name: string; url: string }> {
    const name = throwAwayName();
    await this.#open().query(`CREATE USER ${name} IDENTIFIED BY '${name}'`);
    this.#users.push(name);
    const asUser = new URL(url);
    asUser.username = name;
    asUser.password = name;
    return { name, url: asUser.href };
  }

  directUrl(url: string): string {
    return url;
  }

  async cleanup(): Promise<void> {
    for (const name of this.#databases.splice(0)) await this.#drop(name);
    for (const user of this.#users.splice(0)) await this.#server?.query(`DROP USER ${user}`);
    await this.#server?.close();
  }

  #open(): RawDatabase {
    this.#server ??= openRawMysql(this.#serverUrl);
    return this.#server;
  }

  /** Drops a database, and ends the connections to it first: the server would wait for their transactions. */
  async #drop(name: string): Promise<void> {
    const server = this.#open();
    await server.query('SET lock_wait_timeout = 1');
    for (let isDropped = false; !isDropped; ) {
      const connected = await server.query(
        'SELECT id AS id FROM information_schema.processlist WHERE db = ?',
        name,
      );
      for (const { id } of connected) {
        await server.query(`KILL ${id}`).catch(unless(UNKNOWN_CONNECTION));
      }
      isDropped = await server.query(`DROP DATABASE ${name}`).then(
        () => true,
        (error: unknown) => unless(LOCK_TIMEOUT)(error) ?? false,
      );
    }
  }
}

async function statementsToCopy(server: RawDatabase, source: string): Promise<readonly string[]> {
  const statements = ['SET foreign_key_checks = 0'];
  for (const row of await server.query(`SHOW TABLES FROM ${source}`)) {
    const [table] = Object.values(row);
    const [made] = await server.query(`SHOW CREATE TABLE ${source}.${table}`);
    statements.push(String(made?.['Create Table']));
    const rows = await server.query(`SELECT 1 FROM ${source}.${table} LIMIT 1`);
    if (rows.length > 0) statements.push(`INSERT INTO ${table} SELECT * FROM ${source}.${table}`);
  }
  return statements;
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

/** Throws every error but the server's with this number. */
function unless(errno: number): (error: unknown) => undefined {
  return (error) => {
    if ((error as { errno?: unknown }).errno !== errno) throw error;
    return undefined;
  };
}
