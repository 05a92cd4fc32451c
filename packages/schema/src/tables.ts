import { describeCellbridgeTables, describeNovaApiTables } from './api-tables.js';
import { describeCellTables, describeShadowTables } from './cell-tables.js';
import { type Kit, postgresqlKit } from './kit.js';
import { sqliteKitAsKit } from './sqlite-kit.js';

/** The kinds of database that tables are rendered for. */
export type DialectName = 'sqlite' | 'postgresql';

const describeApiTables = (kit: Kit) => ({
  ...describeNovaApiTables(kit),
  ...describeCellbridgeTables(kit),
});

const API_TABLES = {
  sqlite: describeApiTables(sqliteKitAsKit),
  postgresql: describeApiTables(postgresqlKit),
};
const CELL_TABLES = {
  sqlite: describeCellTables(sqliteKitAsKit),
  postgresql: describeCellTables(postgresqlKit),
};
const SHADOW_TABLES = {
  sqlite: describeShadowTables(sqliteKitAsKit),
  postgresql: describeShadowTables(postgresqlKit),
};

/**
 * The tables of an API database. Nova's: `cellMappings`, `instanceMappings`, `instanceGroups`,
 * `instanceGroupPolicy`, `instanceGroupMember`. Cellbridge's own: `receipts`, `claims`, `progress`,
 * `quarantine`. Typed as PostgreSQL's; SQLite's have the same row types.
 */
export type ApiTables = Readonly<(typeof API_TABLES)['postgresql']>;

/**
 * The tables of a cell database: `instances` (the columns that are read), `instanceGroups`,
 * `instanceGroupPolicy`, `instanceGroupMember`. Typed as PostgreSQL's; SQLite's have the same row types.
 */
export type CellTables = Readonly<(typeof CELL_TABLES)['postgresql']>;

/**
 * The tables of a cell database to which Nova's archiver takes groups and members: `instanceGroups`,
 * `instanceGroupMember`. Typed as PostgreSQL's; SQLite's have the same row types.
 */
export type ShadowTables = Readonly<(typeof SHADOW_TABLES)['postgresql']>;

/** The tables of an API database, Nova's and Cellbridge's own, as Drizzle's of that dialect. */
export function apiTables(dialect: DialectName): ApiTables {
  return API_TABLES[dialect];
}

/** The tables of a cell database, as Drizzle's of that dialect. */
export function cellTables(dialect: DialectName): CellTables {
  return CELL_TABLES[dialect];
}

/** The tables to which Nova's archiver takes a cell's groups and members, as Drizzle's of that dialect. */
export function shadowTables(dialect: DialectName): ShadowTables {
  return SHADOW_TABLES[dialect];
}
