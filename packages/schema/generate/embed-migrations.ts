/**
 * Writes the SQL migrations into the folder of each dialect: a program that is bundled has no folder of
 * them beside it.
 */
import { writeFileSync } from 'node:fs';
import { DIALECTS } from '../src/dialects/index.js';
import { readSqlMigrations } from './read-sql-migrations.js';

for (const dialect of Object.keys(DIALECTS)) {
  const migrations = {
    api: readSqlMigrations('api', dialect),
    cell: readSqlMigrations('cell', dialect),
  };
  writeFileSync(
    new URL(`../src/dialects/${dialect}/migrations.ts`, import.meta.url),
    `import type { DialectMigrations } from '../../sql-migration.js';

/** Made of \`migrations\` by \`pnpm --filter @cellbridge/schema generate\`. Do not edit. */
export const MIGRATIONS: DialectMigrations = ${JSON.stringify(migrations, undefined, 2)};
`,
  );
}
