import type { DialectName } from './dialects/index.js';

/** The schema that a database is opened with. */
export interface SchemaBinding<Tables> {
  /** Its tables, as Drizzle's of a dialect: what readers have as `tables`. */
  readonly tables: (dialect: DialectName) => Tables;
  /** What to do where the database is a file that is not there, for the message of the error. */
  readonly missingFile?: string;
  /**
   * What to do where a table or a column is missing, for the message of the error.
   *
   * @param text names the table: what the database said, of a column with the statement.
   */
  readonly missingTable?: (text: string) => string;
}
