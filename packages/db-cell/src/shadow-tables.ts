/** Nova's shadow tables, which take archived rows: whether a cell has them, and what they hold. */

import { SchemaMismatchError } from '@cellbridge/database';
import type { CellReader } from './cell-database.js';

/** The tables whose rows are archived. Foreign keys lead from the first ones to the last. */
export const ARCHIVED_TABLES = [
  'instance_group_policy',
  'instance_group_member',
  'instance_groups',
] as const;

export type ArchivedTable = (typeof ARCHIVED_TABLES)[number];

/** The name of the table that takes the archived rows of another one. */
export function shadowOf(table: ArchivedTable): string {
  return `shadow_${table}`;
}

/**
 * Checks that a cell has the shadow tables, and that they have every column of the tables whose rows they take.
 *
 * @throws SchemaMismatchError
 */
export async function checkShadowTables(reader: CellReader): Promise<void> {
  const columns = await readColumns(reader, [...ARCHIVED_TABLES, ...ARCHIVED_TABLES.map(shadowOf)]);
  const absent = ARCHIVED_TABLES.map(shadowOf).filter((table) => !columns.has(table));
  if (absent.length > 0) {
    throw new SchemaMismatchError(
      `It has no ${absent.join(', ')} that its user can see. Archived rows go there, and Nova creates these tables: run "nova-manage db sync" for it. A database that Cellbridge created has none, and its soft-deleted rows stay.`,
    );
  }
  for (const table of ARCHIVED_TABLES) {
    const shadow = shadowOf(table);
    const lost = columns.get(table)?.filter((column) => !columns.get(shadow)?.includes(column));
    if (lost === undefined || lost.length === 0) continue;
    throw new SchemaMismatchError(
      `Its table ${shadow} lacks the columns ${lost.join(', ')} of ${table}, whose values would be lost; add them, or run "nova-manage db sync" if they are Nova's.`,
    );
  }
}

/** The columns of tables, by the names of the tables that are there. */
export type TableColumns = ReadonlyMap<string, readonly string[]>;

/** Reads the columns of those tables that are there. */
export async function readColumns(
  reader: CellReader,
  tables: readonly string[],
): Promise<TableColumns> {
  const { inspection } = reader.dialect;
  const rows = await reader.all<{ table_name: string; column_name: string }>(
    inspection.columns(tables),
  );
  const columns = new Map<string, string[]>();
  for (const { table_name, column_name } of rows) {
    const known = columns.get(table_name);
    if (known) known.push(column_name);
    else columns.set(table_name, [column_name]);
  }
  // The text of a statement must not depend on the order of the catalogue.
  for (const names of columns.values()) names.sort();
  return columns;
}
