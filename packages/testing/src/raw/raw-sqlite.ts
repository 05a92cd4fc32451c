import { chmodSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { RawDatabase, Row, Value } from './raw-database.js';

/** Opens an SQLite file by its URL, and makes it if it is not there; nobody else may read it. */
export function openRawSqlite(url: string): RawDatabase {
  const file = url.replace(/^sqlite:\/\/\//, '');
  const database = new Sqlite(file);
  chmodSync(file, 0o600);
  return {
    dialect: 'sqlite',
    url,
    async query(text, ...values) {
      const statement = database.prepare<Value[], Row>(text);
      if (statement.reader) return statement.all(...values.map(toSqlite));
      statement.run(...values.map(toSqlite));
      return [];
    },
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
    async close() {
      database.close();
    },
  };
}

function toSqlite(value: Value | undefined): Value {
  return typeof value === 'boolean' ? Number(value) : (value ?? null);
}
