import type { SQL } from 'drizzle-orm';

/** What a dialect's catalogue is asked; each query gives rows of the columns named here. */
export interface Inspection {
  /** `table_name`, `column_name`: every column of every table. */
  readonly columns: SQL;
  /** `name`: the columns of one table; none if it is not there. */
  columnsOf(table: string): SQL;
  /** `name`: the indexes that can be used. */
  readonly indexes: SQL;
  /** `name`: indexes that a build which failed has left behind. */
  readonly brokenIndexes: SQL | undefined;
  /** What goes between CREATE or DROP INDEX and the name, so that nobody has to wait. */
  readonly concurrently: string;
}
