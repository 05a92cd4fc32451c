import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestDialect } from '../../test-dialect.js';
import { throwAwayName } from '../../throw-away-name.js';
import { openRawSqlite } from './open-raw.js';

const FILE_URL = 'sqlite:///';

/** SQLite: each database is a file. */
export const sqlite: TestDialect = {
  schemes: ['sqlite'],
  unreachableUrl: 'sqlite:////nowhere/at/all.sqlite',
  urlTemplate: '{scheme}:////{path}',
  novaWords: {
    dateTime: 'DATETIME',
    id: 'INTEGER NOT NULL',
    mediumText: 'TEXT',
    ipAddress: 'VARCHAR(39)',
    lockedBy: 'VARCHAR(5)',
    tableOptions: '',
    before: [],
  },
  parametersPerText: 2,
  indexesBytes: 'nova',
  indexesGroupIds: true,
  storedTimestamp: (timestamp) => timestamp,
  holdsEmojis: true,
  uniqueIgnoresCase: false,
  statementsOf: { take: 1, insertReturningIds: 1 },
  poolModes: [],
  unreadableAssignment: `name = CAST(x'ff' AS TEXT)`,
  unreadableEnds: ['00', '80', 'f0', 'ff'],
  uniqueIndex: (table) => `sqlite_autoindex_${table}_1`,
  listParameters: (texts) => [JSON.stringify(texts)],
  textOfBytes: (bytes) => `CAST(x'${bytes}' AS TEXT)`,
  isOnServer: false,
  aloneWith: (database, _, body) => database.transaction(body),
  withoutTls: (url) => url,
  canRun: () => true,
  replication: undefined,
  openRaw: openRawSqlite,

  databaseMaker: ({ folder }) => {
    const newFile = async () => join(await folder(), `${throwAwayName()}.sqlite`);
    return {
      async createDatabase() {
        const url = `${FILE_URL}${await newFile()}`;
        const database = openRawSqlite(url);
        await database.query('PRAGMA user_version = 0');
        await database.close();
        return url;
      },
      // What its write-ahead log held is in the file since the last connection was closed.
      async copyDatabase(url) {
        const file = await newFile();
        await copyFile(url.slice(FILE_URL.length), file);
        return `${FILE_URL}${file}`;
      },
      async createRole() {
        throw new Error('SQLite has no roles.');
      },
      directUrl: (url) => url,
      cleanup: async () => undefined,
    };
  },
};
