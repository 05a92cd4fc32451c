import type { SchemaDialect } from '../../schema-dialect.js';
import { mysqlKit } from './kit.js';
import { MIGRATIONS } from './migrations.js';

/** The tools that describe tables on MySQL and MariaDB, and the migrations that create them. */
export const mysql: SchemaDialect = { kit: mysqlKit, migrations: MIGRATIONS };
