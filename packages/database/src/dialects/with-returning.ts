import { getTableColumns, inArray, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Means } from '../drizzle/grammar.js';
import { insertStatement } from '../insert-statement.js';
import type { Change, Fields, FieldValues, Table, Verbs } from '../writes.js';

/** Returns the verbs of a dialect with RETURNING and ON CONFLICT: each is one statement. */
export function verbsWithReturning({ dialect, drizzle, all, run }: Means): Verbs {
  return {
    async insertReturningIds(table, rows, key) {
      const inserted = await all<{ id: number; key: string }>(
        sql`${insertStatement(dialect, table, rows)} returning id, ${sql.identifier(key)} as key`,
      );
      return new Map(inserted.map((row) => [row.key, row.id]));
    },

    async insertIfAbsent(table, row) {
      const query = drizzle.insert(table).values(row).onConflictDoNothing();
      const inserted = await query.returning({ isInserted: sql`1` });
      return inserted.length > 0;
    },

    async upsert(table, row, keys, change) {
      const set = change(({ name }) => sql`excluded.${sql.identifier(name)}`);
      await drizzle
        .insert(table)
        .values(row)
        .onConflictDoUpdate({ target: [...keys], set });
    },

    async upsertRows(table, rows, keys) {
      const names = (list: readonly string[]) => list.map((name) => sql`${sql.identifier(name)}`);
      const others = names(Object.keys(rows).filter((name) => !keys.includes(name)));
      const set = others.map((name) => sql`${name} = excluded.${name}`);
      await run(sql`${insertStatement(dialect, table, rows)}
        on conflict (${sql.join(names(keys), sql`, `)}) do update set ${sql.join(set, sql`, `)}`);
    },

    async take<T extends Table, F extends Fields>(
      table: T,
      fields: F,
      condition: SQL | undefined,
      change?: Change<T>,
      most?: number,
    ) {
      const id = getTableColumns(table).id as PgColumn;
      const first = (limit: number) =>
        inArray(
          id,
          drizzle
            .select({ id })
            .from(table as Table)
            .where(condition)
            .orderBy(id)
            .limit(limit),
        );
      const which = most === undefined ? condition : first(most);
      const rows = change
        ? await drizzle.update(table).set(change).where(which).returning(fields)
        : await drizzle.delete(table).where(which).returning(fields);
      return rows as FieldValues<F>[];
    },
  };
}
