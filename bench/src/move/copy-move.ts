import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { withClient } from '../postgresql/with-client.js';
import type { MoveSite } from './move-site.js';

/** The columns that both sides have, in the cell's words and the API database's. */
const TABLES = [
  {
    table: 'instance_groups',
    cell: 'id, created_at, updated_at, user_id, project_id, uuid, name',
    api: 'id, created_at, updated_at, user_id, project_id, uuid, name',
  },
  {
    table: 'instance_group_policy',
    cell: 'id, created_at, updated_at, policy, group_id',
    api: 'id, created_at, updated_at, policy, group_id',
  },
  {
    table: 'instance_group_member',
    cell: 'id, created_at, updated_at, instance_id, group_id',
    api: 'id, created_at, updated_at, instance_uuid, group_id',
  },
] as const;

/**
 * The move that takes PostgreSQL the least: rows are piped from COPY to COPY with their ids, then
 * soft-deleted by one statement a table. It writes no receipts, and nobody may write meanwhile.
 */
export async function copyMove({ api, cell }: MoveSite): Promise<void> {
  await withClient(cell, (source) =>
    withClient(api, async (target) => {
      await source.query('BEGIN');
      await target.query('BEGIN');
      for (const { table, ...columns } of TABLES) {
        await pipeline(
          source.query(
            copyTo(`COPY (SELECT ${columns.cell} FROM ${table} WHERE deleted = 0) TO STDOUT`),
          ),
          target.query(copyFrom(`COPY ${table} (${columns.api}) FROM STDIN`)),
        );
      }
      await target.query('COMMIT');
      await softDelete(source);
      await source.query('COMMIT');
    }),
  );
}

async function softDelete(client: pg.Client): Promise<void> {
  for (const { table } of TABLES) {
    await client.query(
      `UPDATE ${table} SET deleted = id, deleted_at = now() AT TIME ZONE 'UTC' WHERE deleted = 0`,
    );
  }
}
