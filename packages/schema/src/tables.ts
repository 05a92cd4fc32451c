import { describeCellbridgeTables, describeNovaApiTables } from './api-tables.js';
import { describeCellTables, describeShadowTables } from './cell-tables.js';
import { type DialectName, KITS } from './dialects/index.js';
import type { Kit } from './dialects/postgresql/kit.js';

const describeApiTables = (kit: Kit) => ({
  ...describeNovaApiTables(kit),
  ...describeCellbridgeTables(kit),
});

const API_TABLES = forEachDialect(describeApiTables);
const CELL_TABLES = forEachDialect(describeCellTables);
const SHADOW_TABLES = forEachDialect(describeShadowTables);

/**
 * The tables of an API database. Nova's: `cellMappings`, `instanceMappings`, `instanceGroups`,
 * `instanceGroupPolicy`, `instanceGroupMember`. Cellbridge's own: `receipts`, `claims`, `progress`,
 * `quarantine`. Typed as PostgreSQL's; SQLite's have the same row types.
 */
export type ApiTables = Readonly<ReturnType<typeof describeApiTables>>;

/**
 * The tables of a cell database: `instances` (the columns that are read), `instanceGroups`,
 * `instanceGroupPolicy`, `instanceGroupMember`. Typed as PostgreSQL's; SQLite's have the same row types.
 */
export type CellTables = Readonly<ReturnType<typeof describeCellTables>>;

/**
 * The tables of a cell database to which Nova's archiver takes groups and members: `instanceGroups`,
 * `instanceGroupMember`. Typed as PostgreSQL's; SQLite's have the same row types.
 */
export type ShadowTables = Readonly<ReturnType<typeof describeShadowTables>>;

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

function forEachDialect<Tables>(describe: (kit: Kit) => Tables): Record<DialectName, Tables> {
  const entries = Object.entries(KITS).map(([name, kit]) => [name, describe(kit)]);
  return Object.fromEntries(entries) as Record<DialectName, Tables>;
}
