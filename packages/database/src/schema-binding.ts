import type { DialectName } from './dialects/index.js';

/** The schema with which a database is opened. */
export interface SchemaBinding<Tables> {
  /** Its tables, as Drizzle's of a dialect: the `tables` of readers. */
  readonly tables: (dialect: DialectName) => Tables;
  /** The remedy for a missing file, for the error message. */
  readonly missingFile?: string;
  /**
   * Returns the remedy for a missing table or column, for the error message.
   *
   * @param text names the table: the text of the database; for a column, with the statement.
   */
  readonly missingTable?: (text: string) => string | undefined;
}
