import {
  boolean,
  customType,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  serial,
  text,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { normalizeTimestamp } from '../../timestamp.js';

const timestamp = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp without time zone',
  fromDriver: normalizeTimestamp,
});

/**
 * What tables are described with, and how PostgreSQL has it. Its types are the canonical ones:
 * SQLite's kit has the same functions and gives columns of the same row types.
 */
export const postgresqlKit = {
  table: pgTable,
  /** The number of a row, given by the database. */
  id: () => serial('id').primaryKey(),
  integer,
  /** Text of a limited length: VARCHAR. */
  string: (name: string, length: number) => varchar(name, { length }),
  text,
  timestamp: (name: string) => timestamp(name),
  boolean,
  unique,
  uniqueIndex,
  index,
  foreignKey,
  primaryKey,
};

export type Kit = typeof postgresqlKit;
