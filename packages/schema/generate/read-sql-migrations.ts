import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of drizzle-kit's for one kind of database. */
export function migrationsFolder(database: string, dialect: string): string {
  return fileURLToPath(new URL(`../migrations/${database}/${dialect}`, import.meta.url));
}

/** Reads such a folder, in the order of its journal. */
export function readSqlMigrations(database: string, dialect: string) {
  const folder = migrationsFolder(database, dialect);
  const journal = JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')) as {
    readonly entries: readonly { readonly tag: string }[];
  };
  return journal.entries.map(({ tag }) => ({
    tag,
    text: readFileSync(join(folder, `${tag}.sql`), 'utf8'),
  }));
}
