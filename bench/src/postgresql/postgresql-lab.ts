import { randomBytes } from 'node:crypto';
import { type PostgresqlServer, startPostgresql } from '@cellbridge/testing';
import pg from 'pg';
import { fillPostgresqlCell } from '../data/postgresql-cell.js';
import type { ServerCellSize, ServerLab } from '../server/server-lab.js';
import { serverMemory } from '../server/server-memory.js';
import { withClient } from './with-client.js';

/**
 * A server as one would run it in production: every commit is on disk before it is acknowledged,
 * and what writes in bulk is not held up by a checkpoint each 100 MB.
 */
const SETTINGS = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  autovacuum: 'on',
  shared_buffers: `${serverMemory()}MB`,
  max_wal_size: '16GB',
  // The bare driver, which is measured beside, does not ask for TLS.
  ssl: 'off',
};

/** Makes throw-away databases on one PostgreSQL server, from templates that are filled once. */
export class PostgresqlLab implements ServerLab {
  readonly product = 'PostgreSQL';
  readonly #url: string;
  readonly #server: PostgresqlServer | undefined;
  readonly #admin: pg.Client;
  readonly #templates = new Map<string, Promise<string>>();
  readonly #databases = new Set<string>();

  private constructor(url: string, server: PostgresqlServer | undefined, admin: pg.Client) {
    this.#url = url;
    this.#server = server;
    this.#admin = admin;
  }

  /** @param url A server on which databases may be made; by default one is started. */
  static async open(url: string | undefined): Promise<PostgresqlLab> {
    const server = url === undefined ? await startPostgresql(SETTINGS) : undefined;
    const known = url ?? server?.url ?? '';
    const admin = new pg.Client({ connectionString: known });
    await admin.connect();
    return new PostgresqlLab(known, server, admin);
  }

  async create(template: string, fill: (url: string) => Promise<void>): Promise<string> {
    const filled = this.#templates.get(template) ?? this.#makeTemplate(fill);
    this.#templates.set(template, filled);
    return await this.#make(`TEMPLATE ${await filled} STRATEGY FILE_COPY`);
  }

  async fillCell(url: string, size: ServerCellSize): Promise<void> {
    await withClient(url, (client) => fillPostgresqlCell(client, size));
  }

  async settle(): Promise<void> {
    await this.#admin.query('CHECKPOINT');
  }

  /** Drops a database, whoever may still be connected. */
  async drop(url: string): Promise<void> {
    const name = new URL(url).pathname.slice(1);
    await this.#admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    this.#databases.delete(name);
  }

  async close(): Promise<void> {
    if (!this.#server) {
      for (const name of this.#databases) {
        await this.#admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      }
    }
    await this.#admin.end();
    await this.#server?.stop();
  }

  async #makeTemplate(fill: (url: string) => Promise<void>): Promise<string> {
    const url = await this.#make('');
    await fill(url);
    return new URL(url).pathname.slice(1);
  }

  async #make(clause: string): Promise<string> {
    const name = `cellbridge_bench_${randomBytes(6).toString('hex')}`;
    await this.#admin.query(`CREATE DATABASE ${name} ${clause}`);
    this.#databases.add(name);
    const url = new URL(this.#url);
    url.pathname = `/${name}`;
    return url.href;
  }
}
