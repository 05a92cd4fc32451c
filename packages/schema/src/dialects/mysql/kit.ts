import {
  customType,
  double,
  foreignKey,
  index,
  int,
  mediumtext,
  mysqlTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/mysql-core';
import { normalizeTimestamp } from '../../timestamp.js';
import type { Kit } from '../postgresql/kit.js';

const timestamp = customType<{
  data: string;
  driverData: string;
  config: { decimals: number } | undefined;
}>({
  dataType: (config) => (config ? `datetime(${config.decimals})` : 'datetime'),
  fromDriver: normalizeTimestamp,
});

const boolean = customType<{ data: boolean; driverData: number }>({
  dataType: () => 'tinyint(1)',
  toDriver: (value) => (value ? 1 : 0),
  fromDriver: (value) => Number(value) !== 0,
});

/** The kit with the types of MySQL and MariaDB. */
export const typedMysqlKit = {
  table: mysqlTable,
  id: () => int('id').autoincrement().primaryKey(),
  integer: int,
  double: (name: string) => double(name),
  string: (name: string, length: number) => varchar(name, { length }),
  /** 64 KiB at most. */
  text,
  /** 16 MiB at most. */
  longText: mediumtext,
  indexedText: (name: string) => varchar(name, { length: 255 }),
  /** Whole seconds. */
  timestamp: (name: string) => timestamp(name),
  exactTimestamp: (name: string) => timestamp(name, { decimals: 6 }),
  boolean: (name: string) => boolean(name),
  unique,
  uniqueIndex,
  index,
  foreignKey,
  primaryKey,
};

/** The {@link Kit} for MySQL and MariaDB. Only here are its types passed off as PostgreSQL's. */
export const mysqlKit = typedMysqlKit as unknown as Kit;
