import type { SchemaDialect } from '../../schema-dialect.js';
import { sqliteKit } from './kit.js';
import { MIGRATIONS } from './migrations.js';

/** The tools that describe tables on SQLite, and the migrations that create them. */
export const sqlite: SchemaDialect = { kit: sqliteKit, migrations: MIGRATIONS };
