/**
 * Writes the SQL migrations into `src/sql-migrations.ts`: a program that is bundled has no folder of
 * them beside it.
 */
import { writeFileSync } from 'node:fs';
import { KITS } from '../src/dialects/index.js';
import { readSqlMigrations } from './read-sql-migrations.js';

const DATABASES = ['api', 'cell'];
const DIALECTS = Object.keys(KITS);

const migrations = Object.fromEntries(
  DATABASES.map((database) => [
    database,
    Object.fromEntries(DIALECTS.map((dialect) => [dialect, readSqlMigrations(database, dialect)])),
  ]),
);
writeFileSync(
  new URL('../src/sql-migrations.ts', import.meta.url),
  `import type { SqlMigration } from './sql-migration.js';
import type { DialectName } from './dialects/index.js';

/** Made of \`migrations\` by \`pnpm --filter @cellbridge/schema generate\`: change nothing here. */
export const SQL_MIGRATIONS: Readonly<
  Record<'api' | 'cell', Readonly<Record<DialectName, readonly SqlMigration[]>>>
> = ${JSON.stringify(migrations, undefined, 2)};
`,
);
