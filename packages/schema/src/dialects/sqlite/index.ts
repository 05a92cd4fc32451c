import type { SchemaDialect } from '../../schema-dialect.js';
import { sqliteKit } from './kit.js';
import { MIGRATIONS } from './migrations.js';

/** What tables are described with on SQLite, and what makes them. */
export const sqlite: SchemaDialect = { kit: sqliteKit, migrations: MIGRATIONS };
