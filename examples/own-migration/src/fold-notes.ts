import type { OnlineMigration } from '@cellbridge/migrator';
import { sql } from 'drizzle-orm';

/**
 * Moves a table of this program's own, a batch at a time, while it is read and written: rows of
 * `notes` become rows of `remarks`. Idempotent, bounded by `limit`, and says how many rows it has
 * found and done: Nova's rules for such functions.
 */
export const foldNotes: OnlineMigration = {
  name: 'fold_notes_into_remarks',

  run: async ({ api }, { limit, batchSize = 100, signal, onBatch }) => {
    let found = 0;
    let done = 0;
    while (found < limit && !signal?.aborted) {
      const size = Math.min(batchSize, limit - found);
      const batch = await api.transaction(async (transaction) => {
        const rows = await transaction.all<{ id: number }>(
          sql`select id from notes order by id limit ${size}`,
        );
        const ids = rows.map(({ id }) => id);
        const these = transaction.dialect.anyOf(sql`id`, ids, 'integer');
        await transaction.run(
          sql`insert into remarks (text) select text from notes where ${these}`,
        );
        const moved = await transaction.run(sql`delete from notes where ${these}`);
        return { found: rows.length, done: moved };
      });
      found += batch.found;
      done += batch.done;
      if (batch.found === 0) break;
      onBatch?.(batch);
    }
    return { found, done };
  },

  remaining: async ({ api }) => {
    const [row] = await api.all<{ count: number }>(sql`select count(*) as count from notes`);
    return Number(row?.count);
  },
};
