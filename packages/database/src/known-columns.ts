import type { SQL } from 'drizzle-orm';
import type { Dialect } from './dialect.js';

/** For how many milliseconds a column or a table that was not there is taken for missing without another look. */
const MISSING_TIME_MS = 10_000;

type Ask = <Row>(query: SQL) => Promise<Row[]>;

/**
 * Which columns the tables of one opened database have. A later release of Nova adds some, and may be
 * installed while a service runs: a column that was there is believed to be there, one that was
 * missing only for a while. A table that was not there is one without columns.
 */
export class KnownColumns {
  readonly #tables = new Map<string, { columns: ReadonlySet<string>; askedAt: number }>();
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** Whether the table has the column; `ask` is used where that is not known. */
  async has(table: string, column: string, ask: Ask): Promise<boolean> {
    const known = this.#tables.get(table);
    if (known?.columns.has(column)) return true;
    if (known && performance.now() - known.askedAt < MISSING_TIME_MS) return false;
    return await this.hasNow(table, column, ask);
  }

  /** The same, and a column that was missing is looked for again. */
  async hasNow(table: string, column: string, ask: Ask): Promise<boolean> {
    if (this.#tables.get(table)?.columns.has(column)) return true;
    const rows = await ask<{ name: string }>(this.#dialect.inspection.columnsOf(table));
    const columns = new Set(rows.map(({ name }) => name));
    this.#tables.set(table, { columns, askedAt: performance.now() });
    return columns.has(column);
  }

  /** Forgets everything: the database turned out to be another one, of an older backup, say. */
  forget(): void {
    this.#tables.clear();
  }
}
