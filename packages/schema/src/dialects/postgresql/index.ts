import type { SchemaDialect } from '../../schema-dialect.js';
import { postgresqlKit } from './kit.js';
import { MIGRATIONS } from './migrations.js';

/** What tables are described with on PostgreSQL, and what makes them. */
export const postgresql: SchemaDialect = { kit: postgresqlKit, migrations: MIGRATIONS };
