import { describeCellbridgeTables, describeNovaApiTables } from './api-tables.js';
import { describeCellTables, describeShadowTables } from './cell-tables.js';
import { type DialectName, forEachDialect } from './dialects/index.js';
import type { Kit } from './dialects/postgresql/kit.js';

const describeApiTables = (kit: Kit) => ({
  ...describeNovaApiTables(kit),
  ...describeCellbridgeTables(kit),
});

const API_TABLES = forEachDialect(({ kit }) => describeApiTables(kit));
const CELL_TABLES = forEachDialect(({ kit }) => describeCellTables(kit));
const SHADOW_TABLES = forEachDialect(({ kit }) => describeShadowTables(kit));

/**
 * The tables of an API database. Nova's: `cellMappings`, `instanceMappings`, `instanceGroups`,
 * `instanceGroupPolicy`, `instanceGroupMember`. Cellbridge's own: `receipts`, `claims`, `progress`,
 * `quarantine`. Typed as PostgreSQL's; those of the other dialects have the same row types.
 */
export type ApiTables = Readonly<ReturnType<typeof describeApiTables>>;

/**
 * The tables of a cell database: `instances` (the columns that are read), `instanceGroups`,
 * `instanceGroupPolicy`, `instanceGroupMember`. Typed as PostgreSQL's; those of the other dialects have the same
 * row types.
 */
export type CellTables = Readonly<ReturnType<typeof describeCellTables>>;

/**
 * The tables to which Nova's archiver moves a cell's groups and members: `instanceGroups`,
 * `instanceGroupMember`. Typed as PostgreSQL's; those of the other dialects have the same row types.
 */
export type ShadowTables = Readonly<ReturnType<typeof describeShadowTables>>;

/** Returns the tables of an API database, Nova's and Cellbridge's own, as Drizzle's of that dialect. */
export function apiTables(dialect: DialectName): ApiTables {
  return API_TABLES[dialect];
}

/** Returns the tables of a cell database, as Drizzle's of that dialect. */
export function cellTables(dialect: DialectName): CellTables {
  return CELL_TABLES[dialect];
}

/** Returns the tables to which Nova's archiver moves a cell's groups and members, as Drizzle's of that dialect. */
export function shadowTables(dialect: DialectName): ShadowTables {
  return SHADOW_TABLES[dialect];
}
