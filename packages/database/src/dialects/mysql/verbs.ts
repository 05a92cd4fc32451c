import { getTableColumns, is, Param, SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Means } from '../../drizzle/grammar.js';
import { hasRows, insertStatement } from '../../insert-statement.js';
import type { Change, Fields, FieldValues, Table, Verbs } from '../../writes.js';

/** Returns the verbs over MySQL, which has no RETURNING: what others do in one statement takes several. */
export function mysqlVerbs({ dialect, drizzle, all, run }: Means): Verbs {
  return {
    async insertReturningIds(table, rows, key) {
      if (!hasRows(rows)) return new Map();
      await run(insertStatement(dialect, table, rows));
      const column = sql.identifier(key);
      const values = (rows[key]?.values ?? []) as readonly string[];
      const inserted = await all<{ id: number; text: string }>(
        sql`select id, ${column} as text from ${table} where ${dialect.holdsAnyOf(sql`${column}`, values)}`,
      );
      return new Map(inserted.map((row) => [row.text, row.id]));
    },

    async insertIfAbsent(table, row) {
      const [[name] = ['']] = Object.entries(getTableColumns(table));
      const column = (table as unknown as Record<string, PgColumn>)[name] as PgColumn;
      const values = valuesOf(table, row as Record<string, unknown>);
      return (
        (await run(
          sql`${values} on duplicate key update ${sql.identifier(column.name)} = ${sql.identifier(column.name)}`,
        )) > 0
      );
    },

    async upsert(table, row, _keys, change) {
      const set = change(({ name }) => sql`values(${sql.identifier(name)})`);
      const columns = getTableColumns(table) as Record<string, PgColumn>;
      const assignments = Object.entries(set as Record<string, unknown>).map(([name, value]) => ({
        isComputed: is(value, SQL),
        assignment: assign(columns[name] as PgColumn, value),
      }));
      // Assignments see those before them: what is computed from the old values comes first.
      assignments.sort((left, right) => Number(right.isComputed) - Number(left.isComputed));
      const list = assignments.map(({ assignment }) => assignment);
      const values = valuesOf(table, row as Record<string, unknown>);
      await run(sql`${values} on duplicate key update ${sql.join(list, sql`, `)}`);
    },

    async upsertRows(table, rows, keys) {
      if (!hasRows(rows)) return;
      const names = Object.keys(rows).filter((name) => !keys.includes(name));
      const set = names.map(
        (name) => sql`${sql.identifier(name)} = values(${sql.identifier(name)})`,
      );
      const insert = insertStatement(dialect, table, rows);
      await run(sql`${insert} on duplicate key update ${sql.join(set, sql`, `)}`);
    },

    // The rows are found without a lock, then locked by their ids: a lock by another index would meet those of others
    // in another order.
    async take<T extends Table, F extends Fields>(
      table: T,
      fields: F,
      condition: SQL | undefined,
      change?: Change<T>,
      most?: number,
    ) {
      const id = getTableColumns(table).id as PgColumn;
      const taken: FieldValues<F>[] = [];
      for (;;) {
        const wanted = most === undefined ? undefined : most - taken.length;
        const query = drizzle
          .select({ id })
          .from(table as Table)
          .where(condition)
          .orderBy(id);
        const found = await (wanted === undefined ? query : query.limit(wanted));
        if (found.length === 0) return taken;
        const foundIds = found.map((row) => row.id as number);
        const isFound = dialect.anyOf(id, foundIds, 'integer');
        const rows = await dialect.lock(
          drizzle
            .select({ ...fields, takenId: id })
            .from(...fromPrimaryKey(table))
            .where(condition ? sql`${isFound} and ${condition}` : isFound),
        );
        const takenIds = rows.map((row) => row.takenId as number);
        if (takenIds.length > 0) {
          const isTaken = dialect.anyOf(id, takenIds, 'integer');
          if (change) await drizzle.update(table).set(change).where(isTaken);
          else await drizzle.delete(table).where(isTaken);
        }
        for (const { takenId: _, ...row } of rows) taken.push(row as unknown as FieldValues<F>);
        // Others may have taken some of those that were found: there can be more.
        if (wanted === undefined || found.length < wanted || rows.length === wanted) return taken;
      }
    },
  };
}

/**
 * The arguments of `from`, of which PostgreSQL's lacks the second, for a table whose rows are locked by their ids. By
 * itself a server takes another index where it finds many of them, or scans the table; then it locks other rows too,
 * and waits for whoever holds one.
 */
function fromPrimaryKey(table: Table): [Table] {
  return [table, { forceIndex: 'PRIMARY' }] as unknown as [Table];
}

function valuesOf(table: Table, row: Record<string, unknown>): SQL {
  const columns = getTableColumns(table) as Record<string, PgColumn>;
  const given = Object.entries(row).filter(([, value]) => value !== undefined);
  const names = given.map(([name]) => sql.identifier((columns[name] as PgColumn).name));
  const values = given.map(([name, value]) => valueFor(columns[name] as PgColumn, value));
  return sql`insert into ${table} (${sql.join(names, sql`, `)}) values (${sql.join(values, sql`, `)})`;
}

function assign(column: PgColumn, value: unknown): SQL {
  return sql`${sql.identifier(column.name)} = ${valueFor(column, value)}`;
}

function valueFor(column: PgColumn, value: unknown): SQL {
  return is(value, SQL) ? value : sql`${new Param(value, column)}`;
}
