import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { withClient } from '../postgresql/with-client.js';
import type { MoveSite } from './move-site.js';
import { MOVED_TABLES } from './moved-tables.js';

/**
 * The move that takes PostgreSQL the least: rows are piped from COPY to COPY with their ids, then
 * soft-deleted by one statement a table. It writes no receipts, and nobody may write meanwhile.
 */
export async function copyMove({ api, cell }: MoveSite): Promise<void> {
  await withClient(cell, (source) =>
    withClient(api, async (target) => {
      await source.query('BEGIN');
      await target.query('BEGIN');
      for (const { table, ...columns } of MOVED_TABLES) {
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
  for (const { table } of MOVED_TABLES) {
    await client.query(
      `UPDATE ${table} SET deleted = id, deleted_at = now() AT TIME ZONE 'UTC' WHERE deleted = 0`,
    );
  }
}
