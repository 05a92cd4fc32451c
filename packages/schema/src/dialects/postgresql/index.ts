import type { SchemaDialect } from '../../schema-dialect.js';
import { postgresqlKit } from './kit.js';
import { MIGRATIONS } from './migrations.js';

/** The tools that describe tables on PostgreSQL, and the migrations that create them. */
export const postgresql: SchemaDialect = { kit: postgresqlKit, migrations: MIGRATIONS };
