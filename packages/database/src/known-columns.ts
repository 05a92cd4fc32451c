import type { SQL } from 'drizzle-orm';
import type { Dialect } from './dialect.js';

/** Milliseconds for which a missing column or table counts as missing without another look. */
const MISSING_TIME_MS = 10_000;

type Ask = <Row>(query: SQL) => Promise<Row[]>;

/**
 * Remembers the columns of the tables of one opened database. A later release of Nova adds some, and may be
 * installed while a service runs: a known column is remembered, a missing one only for a while. A missing table
 * counts as a table without columns.
 */
export class KnownColumns {
  readonly #tables = new Map<string, { columns: ReadonlySet<string>; askedAt: number }>();
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** Returns whether the table has the column; uses `ask` if that is unknown. */
  async has(table: string, column: string, ask: Ask): Promise<boolean> {
    const known = this.#tables.get(table);
    if (known?.columns.has(column)) return true;
    if (known && performance.now() - known.askedAt < MISSING_TIME_MS) return false;
    return await this.hasNow(table, column, ask);
  }

  /** The same, but looks for a missing column again. */
  async hasNow(table: string, column: string, ask: Ask): Promise<boolean> {
    if (this.#tables.get(table)?.columns.has(column)) return true;
    const rows = await ask<{ name: string }>(this.#dialect.inspection.columnsOf(table));
    const columns = new Set(rows.map(({ name }) => name));
    this.#tables.set(table, { columns, askedAt: performance.now() });
    return columns.has(column);
  }

  /** Forgets everything: the database turned out to be another one, for example an older backup. */
  forget(): void {
    this.#tables.clear();
  }
}
