import type { Kit } from './dialects/postgresql/kit.js';
import type { DialectMigrations } from './sql-migration.js';

/**
 * The tools that describe tables in a dialect, and the migrations that create them. Each folder of `dialects`
 * exports one.
 */
export interface SchemaDialect {
  readonly kit: Kit;
  readonly migrations: DialectMigrations;
}
