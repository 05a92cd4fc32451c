import type { DialectMigrations } from '../sql-migration.js';
import { type Kit, postgresqlKit } from './postgresql/kit.js';
import { MIGRATIONS as POSTGRESQL_MIGRATIONS } from './postgresql/migrations.js';
import { sqliteKit } from './sqlite/kit.js';
import { MIGRATIONS as SQLITE_MIGRATIONS } from './sqlite/migrations.js';

/** What tables are described with in a dialect, and what makes them. */
interface SchemaDialect {
  readonly kit: Kit;
  readonly migrations: DialectMigrations;
}

/** The kinds of database that tables are rendered for. */
export const DIALECTS = {
  sqlite: { kit: sqliteKit, migrations: SQLITE_MIGRATIONS },
  postgresql: { kit: postgresqlKit, migrations: POSTGRESQL_MIGRATIONS },
} satisfies Readonly<Record<string, SchemaDialect>>;

/** The name of a kind of database. */
export type DialectName = keyof typeof DIALECTS;

/** The same for each dialect. */
export function forEachDialect<T>(make: (dialect: SchemaDialect) => T): Record<DialectName, T> {
  const entries = Object.entries(DIALECTS).map(([name, dialect]) => [name, make(dialect)]);
  return Object.fromEntries(entries) as Record<DialectName, T>;
}
