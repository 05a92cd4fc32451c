import type { Kit } from './dialects/postgresql/kit.js';
import type { DialectMigrations } from './sql-migration.js';

/** What tables are described with in a dialect, and what makes them. Each folder of `dialects` exports one. */
export interface SchemaDialect {
  readonly kit: Kit;
  readonly migrations: DialectMigrations;
}
