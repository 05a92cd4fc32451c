import { resolve } from 'node:path';
import type { DatabaseKind } from '../../database-kind.js';
import { realPath } from './database-file.js';
import { sqliteDialect } from './dialect.js';
import { loadSqliteDriver } from './driver.js';
import { openSqlite } from './open.js';
import { readSqliteUrl } from './parse-url.js';

/** SQLite: a file. */
export const sqlite: DatabaseKind = {
  dialect: sqliteDialect,
  schemes: ['sqlite'],
  exampleUrls: ['sqlite:///relative.db', 'sqlite:////absolute.db'],

  readUrl(parts, remedy) {
    const url = readSqliteUrl(parts, remedy);
    const { description, file } = url;
    return {
      description,
      file,
      places: () => [realPath(resolve(file))],
      open: async (options, schema) => {
        await loadSqliteDriver();
        return openSqlite(url, options, schema);
      },
    };
  },
};
