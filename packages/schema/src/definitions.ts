import { getTableColumns, getTableName, type Table } from 'drizzle-orm';
import { describeNovaApiTables } from './api-tables.js';
import { describeCellTables } from './cell-tables.js';
import { type DialectName, forEachDialect } from './dialects/index.js';
import { postgresqlKit } from './dialects/postgresql/kit.js';
import type { SqlMigration } from './sql-migration.js';

/** A right on the rows of a table. */
export type Right = 'select' | 'insert' | 'update' | 'delete';

/** What `syncSchema` of `@cellbridge/db-common` creates, adopts and checks. */
export interface SchemaDefinition {
  /** `api` or `cell`. */
  readonly name: string;
  /** The SQL migrations for each dialect, in order. The first creates Nova's tables. */
  readonly migrations: Readonly<Record<DialectName, readonly SqlMigration[]>>;
  /** Nova's tables, and the columns created in each. */
  readonly nova: Readonly<Record<string, readonly string[]>>;
  /**
   * The columns that earlier releases of Nova lack: a database may lack them, see `Reader#hasColumn` of
   * `@cellbridge/database`.
   */
  readonly later?: Readonly<Record<string, readonly string[]>>;
  /**
   * The tables that earlier releases of Nova lack: the first sync creates them if all are missing. A database
   * that has lost one of them is refused.
   */
  readonly laterTables?: readonly string[];
  /**
   * Whether the database records its migrations in a table of Cellbridge's own. Nova's archiver fails on an
   * unknown table in a cell.
   */
  readonly bookkeeping: boolean;
  /** The rights that are needed on the rows of Nova's tables; on Cellbridge's own tables all are needed. */
  readonly rights?: Readonly<Record<string, readonly Right[]>>;
  /** Cellbridge's own indexes on Nova's tables. */
  readonly indexes: readonly IndexDefinition[];
}

/** An index of Cellbridge's own on a table of Nova's. */
export interface IndexDefinition {
  /** Its name. */
  readonly name: string;
  /** The table of the index. */
  readonly table: string;
  /** The indexed column. */
  readonly column: string;
  /** Indexes only the rows in which a column has this value. Default: all rows. */
  readonly where?: { readonly column: string; readonly value: number };
  /** Whether it is in byte order. Omitted if Nova's own indexes have that order. */
  readonly inByteOrder?: boolean;
  /** Whether its column has a foreign key. Omitted if the database indexes such a column by itself. */
  readonly hasForeignKey?: boolean;
}

/** Without these, each look-up and each batch would read the whole table. */
const GROUP_ID_INDEXES: readonly IndexDefinition[] = [
  { name: 'cellbridge_policy_group_id_idx', table: 'instance_group_policy', column: 'group_id' },
  { name: 'cellbridge_member_group_id_idx', table: 'instance_group_member', column: 'group_id' },
].map((index) => ({ ...index, hasForeignKey: true }));

/** Live rows of a cell. */
const LIVE = { column: 'deleted', value: 0 };

/**
 * They tell at once whether there is a live row, however many rows were soft-deleted. They serve a query with
 * `deleted = 0` in its text, not as a parameter.
 */
const LIVE_INDEXES: readonly IndexDefinition[] = [
  { name: 'cellbridge_group_live_idx', table: 'instance_groups', column: 'id' },
  { name: 'cellbridge_policy_live_idx', table: 'instance_group_policy', column: 'group_id' },
  { name: 'cellbridge_member_live_idx', table: 'instance_group_member', column: 'group_id' },
].map((index) => ({ ...index, where: LIVE }));

/** Serves pages of groups in the byte order of their uuids, which is the same in all databases. */
const UUID_INDEX: IndexDefinition = {
  name: 'cellbridge_group_uuid_idx',
  table: 'instance_groups',
  column: 'uuid',
  inByteOrder: true,
};

/** The schema of an API database: Nova's tables and Cellbridge's own. */
export const apiSchema: SchemaDefinition = {
  name: 'api',
  migrations: forEachDialect(({ migrations }) => migrations.api),
  nova: columnsOf(describeNovaApiTables(postgresqlKit)),
  // Rocky added the first three, Stein the last.
  later: {
    cell_mappings: ['disabled'],
    instance_group_policy: ['rules'],
    instance_mappings: ['queued_for_delete', 'user_id'],
  },
  // Newton added them; its migration, and every later one, skips existing tables.
  laterTables: ['instance_groups', 'instance_group_policy', 'instance_group_member'],
  bookkeeping: true,
  rights: {
    cell_mappings: ['select'],
    instance_mappings: ['select'],
    instance_groups: ['select', 'insert', 'update', 'delete'],
    instance_group_policy: ['select', 'insert', 'update', 'delete'],
    instance_group_member: ['select', 'insert', 'update', 'delete'],
  },
  indexes: [...GROUP_ID_INDEXES, UUID_INDEX],
};

/** The schema of a cell database: only Nova's tables. */
export const cellSchema: SchemaDefinition = {
  name: 'cell',
  migrations: forEachDialect(({ migrations }) => migrations.cell),
  nova: columnsOf(describeCellTables(postgresqlKit)),
  later: {},
  bookkeeping: false,
  // No group is created in a cell, and nothing is removed from one; receipts and members are added.
  rights: {
    instances: ['select'],
    instance_groups: ['select', 'update'],
    instance_group_policy: ['select', 'insert', 'update'],
    instance_group_member: ['select', 'insert', 'update'],
  },
  indexes: [...GROUP_ID_INDEXES, ...LIVE_INDEXES, { ...UUID_INDEX, where: LIVE }],
};

function columnsOf(tables: Record<string, Table>): Record<string, string[]> {
  const entries = Object.values(tables).map((table) => [
    getTableName(table),
    Object.values(getTableColumns(table)).map((column) => column.name),
  ]);
  return Object.fromEntries(entries);
}
