import type { DialectName } from './dialects/index.js';

/** The schema that a database is opened with. */
export interface SchemaBinding<Tables> {
  /** Its tables, as Drizzle's of a dialect: what readers have as `tables`. */
  readonly tables: (dialect: DialectName) => Tables;
}
