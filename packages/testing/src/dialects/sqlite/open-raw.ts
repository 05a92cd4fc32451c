import { chmodSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import type { RawDatabase, Row, Value } from '../../raw/raw-database.js';
import { CATALOGUE_QUERIES } from './catalogue-queries.js';

/** Turns of the event loop after which whoever has not finished is waiting for the file. */
const BLOCKED_TURNS = 50;

/** Opens an SQLite file by its URL. Creates it if it is missing; only this user may read it. */
export function openRawSqlite(url: string): RawDatabase {
  const file = url.replace(/^sqlite:\/\/\//, '');
  const database = new Sqlite(file);
  chmodSync(file, 0o600);
  async function query(text: string, ...values: Value[]): Promise<Row[]> {
    const statement = database.prepare<Value[], Row>(text);
    if (statement.reader) return statement.all(...values.map(toSqlite));
    statement.run(...values.map(toSqlite));
    return [];
  }
  return {
    dialect: 'sqlite',
    url,
    catalogueQueries: CATALOGUE_QUERIES,
    query,
    async insert(table, rows) {
      const [first] = rows;
      if (!first) return;
      const columns = Object.keys(first);
      const statement = database.prepare<Value[]>(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      );
      database.transaction(() => {
        for (const row of rows) statement.run(...columns.map((column) => toSqlite(row[column])));
      })();
    },
    async takeIds(table, count) {
      const last = database.prepare(`SELECT coalesce(max(id), 0) FROM ${table}`).pluck().get();
      return Array.from({ length: count }, (_, index) => Number(last) + index + 1);
    },
    // An id is the highest one and one more already.
    followIds: async () => undefined,
    async beginWriting() {
      await query('BEGIN IMMEDIATE');
    },
    // A transaction that writes has locked the file.
    lockTable: async () => undefined,
    async isBlocked() {
      for (let turn = 0; turn < BLOCKED_TURNS; turn += 1) await setImmediate();
      return true;
    },
    async dropForeignKey() {
      await query('PRAGMA foreign_keys = OFF');
    },
    async dropUnique(table) {
      await query('PRAGMA foreign_keys = OFF');
      await query(`CREATE TABLE copy AS SELECT * FROM ${table}`);
      await query(`DROP TABLE ${table}`);
      await query(`ALTER TABLE copy RENAME TO ${table}`);
    },
    async dropIndex(_, index) {
      await query(`DROP INDEX ${index}`);
    },
    async analyze() {
      await query('ANALYZE');
    },
    async explain(text, values) {
      // A plan follows the schema that the connection last saw.
      await query(text, ...values);
      return await query(`EXPLAIN QUERY PLAN ${text}`, ...values);
    },
    async close() {
      database.close();
    },
  };
}

function toSqlite(value: Value | undefined): Value {
  return typeof value === 'boolean' ? Number(value) : (value ?? null);
}
