import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type MysqlServer, openRaw, type RawDatabase, startMysql } from '@cellbridge/testing';
import { fillMysqlCell } from '../data/mysql-cell.js';
import type { ServerCellSize, ServerLab } from '../server/server-lab.js';
import { serverMemory } from '../server/server-memory.js';

/**
 * A server as one would run it in production: every commit is on disk before it is acknowledged, and what writes in
 * bulk is not held up by a checkpoint each 100 MB.
 */
const FLAGS = [
  '--innodb-flush-log-at-trx-commit=1',
  '--innodb-doublewrite=ON',
  '--loose-debug-no-sync=OFF',
  `--innodb-buffer-pool-size=${serverMemory()}M`,
  '--innodb-log-file-size=4G',
];

/** The server's default for the share of its memory that may be unwritten, in percent. */
const DIRTY_PERCENT = 90;

/** Milliseconds between two looks at what is unwritten. */
const LOOK_MS = 50;

/** Makes throw-away databases on one server of MariaDB or MySQL. */
export class MysqlLab implements ServerLab {
  readonly product = 'MySQL';
  readonly #url: string;
  readonly #server: MysqlServer | undefined;
  readonly #admin: RawDatabase;
  readonly #databases = new Set<string>();

  private constructor(url: string, server: MysqlServer | undefined) {
    this.#url = url;
    this.#server = server;
    this.#admin = openRaw(url);
  }

  /** @param url A server on which databases may be made; by default one is started. */
  static async open(url: string | undefined): Promise<MysqlLab> {
    const server = url === undefined ? await startMysql(FLAGS) : undefined;
    return new MysqlLab(url ?? server?.url ?? '', server);
  }

  /** There are no templates: a copy takes the server as long as to fill a database. */
  async create(_template: string, fill: (url: string) => Promise<void>): Promise<string> {
    const name = `cellbridge_bench_${randomBytes(6).toString('hex')}`;
    await this.#admin.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb3`);
    this.#databases.add(name);
    const url = new URL(this.#url);
    url.pathname = `/${name}`;
    await fill(url.href);
    return url.href;
  }

  async fillCell(url: string, size: ServerCellSize): Promise<void> {
    await fillMysqlCell(url, size);
  }

  /** The server writes all that is unwritten if none may be. */
  async settle(): Promise<void> {
    await this.#admin.query('SET GLOBAL innodb_max_dirty_pages_pct = 0');
    for (;;) {
      const [row] = await this.#admin.query(
        `SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'`,
      );
      if (Number(row?.Value) === 0) break;
      await pause(LOOK_MS);
    }
    await this.#admin.query(`SET GLOBAL innodb_max_dirty_pages_pct = ${DIRTY_PERCENT}`);
  }

  async drop(url: string): Promise<void> {
    const name = new URL(url).pathname.slice(1);
    await this.#admin.query(`DROP DATABASE ${name}`);
    this.#databases.delete(name);
  }

  async close(): Promise<void> {
    if (!this.#server) {
      for (const name of this.#databases) await this.#admin.query(`DROP DATABASE ${name}`);
    }
    await this.#admin.close();
    await this.#server?.stop();
  }
}
