import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database, OpenOptions } from '../database.js';
import { DatabaseNotFoundError } from '../errors/database-not-found-error.js';
import { NotADatabaseError } from '../errors/not-a-database-error.js';
import type { ParsedUrl } from '../parse-url.js';
import { SqliteDatabase } from './database.js';

type SqliteUrl = Extract<ParsedUrl, { kind: 'sqlite' }>;

/** Opens a SQLite file. Unless `create` is set, nothing is made or changed before the first write. */
export async function openSqlite(
  { file, description }: SqliteUrl,
  options: OpenOptions,
): Promise<Database> {
  if (existsSync(file)) {
    if (!statSync(file).isFile()) {
      const message = `${description} is not a file; name one in the URL.`;
      throw new NotADatabaseError(message, { database: description });
    }
  } else if (options.create) {
    mkdirSync(dirname(file), { recursive: true });
  } else {
    const remedy = 'create it with "cellbridge api-db sync" or "cellbridge db sync"';
    const message = `${description} does not exist. Mend the URL, or ${remedy}.`;
    throw new DatabaseNotFoundError(message, { database: description });
  }
  const database = new SqliteDatabase(file, description, options);
  try {
    await database.open();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
