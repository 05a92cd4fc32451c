import {
  customType,
  foreignKey,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import { normalizeTimestamp } from '../../timestamp.js';
import type { Kit } from '../postgresql/kit.js';

const timestamp = customType<{ data: string; driverData: string | number }>({
  dataType: () => 'DATETIME',
  fromDriver: normalizeTimestamp,
});
/** The words that PostgreSQL takes as false; SQLite keeps such words as text. */
const FALSE = /^\s*(?:0|f|false|n|no|off|)\s*$/i;

const boolean = customType<{ data: boolean; driverData: number | string }>({
  dataType: () => 'BOOLEAN',
  toDriver: (value) => (value ? 1 : 0),
  fromDriver: (value) => !FALSE.test(String(value)),
});

function string(name: string, length: number) {
  return customType<{ data: string; driverData: string }>({
    dataType: () => `VARCHAR(${length})`,
  })(name);
}

/** The kit with SQLite's own types. */
export const typedSqliteKit = {
  table: sqliteTable,
  id: () => integer('id').primaryKey(),
  integer,
  double: (name: string) => real(name),
  string,
  text,
  longText: text,
  indexedText: text,
  timestamp: (name: string) => timestamp(name),
  exactTimestamp: (name: string) => timestamp(name),
  boolean: (name: string) => boolean(name),
  unique,
  uniqueIndex,
  index,
  foreignKey,
  primaryKey,
};

/** The {@link Kit} for SQLite. Only here are its types passed off as PostgreSQL's. */
export const sqliteKit = typedSqliteKit as unknown as Kit;
