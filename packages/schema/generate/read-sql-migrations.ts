import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the migrations for one kind of database. */
export function migrationsFolder(database: string, dialect: string): string {
  return fileURLToPath(new URL(`../migrations/${database}/${dialect}`, import.meta.url));
}

/** Reads such a folder, in the order of the names. Those for MySQL are written by hand. */
export function readSqlMigrations(database: string, dialect: string) {
  const folder = migrationsFolder(database, dialect);
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return files.sort().map((name) => ({
    tag: name.slice(0, -'.sql'.length),
    text: readFileSync(join(folder, name), 'utf8'),
  }));
}
