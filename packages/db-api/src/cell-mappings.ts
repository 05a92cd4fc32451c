import { MissingTableError } from '@cellbridge/database';
import { asc, count, eq, sql } from 'drizzle-orm';
import type { ApiDatabase, ApiReader, ApiTransaction } from './api-database.js';
import { hasDisabled } from './later-columns.js';

/** A row of `cell_mappings`: a cell, and where its database is. */
export interface CellMapping {
  readonly id: number;
  readonly uuid: string;
  readonly name: string | null;
  /** The URL of the cell's database, with its password: to open it, never to show it. */
  readonly databaseConnection: string | null;
  /** Nova schedules no new instances to a disabled cell. Its groups count like any others. */
  readonly disabled: boolean;
}

/** Lists the cells, sorted by uuid: the order in which they are locked (R4 in docs/correctness.md). */
export async function listCellMappings(reader: ApiReader): Promise<CellMapping[]> {
  const { cellMappings } = reader.tables;
  const rows = await reader
    .select({
      id: cellMappings.id,
      uuid: cellMappings.uuid,
      name: cellMappings.name,
      databaseConnection: cellMappings.databaseConnection,
      disabled: (await hasDisabled(reader)) ? cellMappings.disabled : sql<null>`null`,
    })
    .from(cellMappings)
    .orderBy(asc(cellMappings.uuid));
  return rows.map((row) => ({ ...row, disabled: row.disabled === true }));
}

/**
 * Maps a cell. Sets its `transport_url` to Nova's `none:///`: no message queue.
 *
 * @throws UniqueViolationError if a cell with this uuid already exists.
 */
export async function insertCellMapping(
  transaction: ApiTransaction,
  mapping: { uuid: string; name: string; databaseConnection: string; createdAt: string },
): Promise<void> {
  const { cellMappings } = transaction.tables;
  const { uuid, name, databaseConnection, createdAt } = mapping;
  // Nova looks for enabled cells by `disabled = false`, and would skip one with NULL.
  const [disabled, no] = (await hasDisabled(transaction)) ? [sql`, disabled`, sql`, false`] : [];
  await transaction.run(sql`
    insert into ${cellMappings} (created_at, uuid, name, transport_url, database_connection${disabled})
    values (${createdAt}, ${uuid}, ${name}, 'none:///', ${databaseConnection}${no})`);
}

/**
 * Removes the mapping of a cell. Does not change the cell's database.
 *
 * @returns whether there was a cell with this uuid.
 */
export async function deleteCellMapping(
  transaction: ApiTransaction,
  uuid: string,
): Promise<boolean> {
  const { cellMappings } = transaction.tables;
  return (await transaction.deleteCounted(cellMappings, eq(cellMappings.uuid, uuid))) === 1;
}

/** Counts the instances mapped to a cell. */
export async function countInstanceMappings(reader: ApiReader, cellUuid: string): Promise<number> {
  const { cellMappings, instanceMappings } = reader.tables;
  const [row] = await reader
    .select({ instances: count() })
    .from(instanceMappings)
    .where(
      sql`${instanceMappings.cellId} in (select id from ${cellMappings} where uuid = ${cellUuid})`,
    );
  return Number(row?.instances ?? 0);
}

/** Returns whether the database has Nova's table of hosts, which Cellbridge does not create. */
export async function hasHostMappings(database: ApiDatabase): Promise<boolean> {
  try {
    await database.all(sql`select cell_id from host_mappings limit 0`);
    return true;
  } catch (error) {
    if (MissingTableError.isInstance(error)) return false;
    throw error;
  }
}

/** Counts the hosts mapped to a cell. Call it only if {@link hasHostMappings} returns true. */
export async function countHostMappings(reader: ApiReader, cellUuid: string): Promise<number> {
  const { cellMappings } = reader.tables;
  const [row] = await reader.all<{ hosts: number }>(
    sql`select count(*) as hosts from host_mappings
        where cell_id in (select id from ${cellMappings} where uuid = ${cellUuid})`,
  );
  return Number(row?.hosts ?? 0);
}
