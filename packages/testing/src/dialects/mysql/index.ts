import type { TestDialect } from '../../test-dialect.js';
import { aloneWith } from './alone-with.js';
import { MysqlDatabaseMaker } from './database-maker.js';
import { openRawMysql } from './open-raw.js';
import { replication } from './replication.js';

/** MariaDB and MySQL: the databases of a test run share a server. */
export const mysql: TestDialect = {
  schemes: ['mysql', 'mariadb'],
  unreachableUrl: 'mysql://nobody@127.0.0.1:1/nothing',
  urlTemplate: '{scheme}://{username}:{password}@{hostname}:{port}/{path}?{query}',
  novaWords: {
    dateTime: 'DATETIME',
    id: 'INTEGER NOT NULL AUTO_INCREMENT',
    mediumText: 'MEDIUMTEXT',
    ipAddress: 'VARCHAR(39)',
    lockedBy: `ENUM('owner', 'admin')`,
    tableOptions: 'ENGINE=InnoDB CHARSET=utf8mb3',
    before: [],
  },
  parametersPerText: 2,
  indexesBytes: 'nobody',
  indexesGroupIds: false,
  storedTimestamp: (timestamp) => timestamp.replace(/\.\d+$/, '.000000'),
  holdsEmojis: false,
  uniqueIgnoresCase: true,
  statementsOf: { take: 3, insertReturningIds: 2 },
  poolModes: [],
  unreadableAssignment: `created_at = '0000-00-00 00:00:00'`,
  // The server refuses a text that is not valid, or stores it as another one.
  unreadableEnds: [],
  uniqueIndex: (_, constraint) => constraint,
  // Each as a text and as bytes. The number is a power of two.
  listParameters(texts) {
    const length = 2 ** Math.ceil(Math.log2(texts.length));
    const padded = Array.from({ length }, (_, index) => texts[index] ?? texts.at(-1) ?? null);
    return [...padded, ...padded];
  },
  textOfBytes: (bytes) => `convert(x'${bytes}' USING utf8mb3)`,
  isOnServer: true,
  aloneWith,
  // No connection has TLS unless its URL asks for it.
  withoutTls: (url) => url,
  canRun: ({ mysqlUrl }) => mysqlUrl !== undefined,
  replication,
  openRaw: openRawMysql,
  databaseMaker: ({ servers }) => new MysqlDatabaseMaker(servers),
};
