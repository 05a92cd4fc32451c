import { POOL_MODES } from '../../pool-mode.js';
import type { TestDialect } from '../../test-dialect.js';
import { aloneWith } from './alone-with.js';
import { PostgresqlDatabaseMaker } from './database-maker.js';
import { openRawPostgresql } from './open-raw.js';
import { replication } from './replication.js';

/** PostgreSQL: the databases of a test run share a server. */
export const postgresql: TestDialect = {
  schemes: ['postgresql', 'postgres'],
  unreachableUrl: 'postgresql://nobody@127.0.0.1:1/nothing',
  urlTemplate: '{scheme}://{username}:{password}@{hostname}:{port}/{path}?{query}',
  novaWords: {
    dateTime: 'TIMESTAMP WITHOUT TIME ZONE',
    id: 'SERIAL NOT NULL',
    mediumText: 'TEXT',
    ipAddress: 'INET',
    lockedBy: 'instances0locked_by',
    tableOptions: '',
    before: [`CREATE TYPE instances0locked_by AS ENUM ('owner', 'admin')`],
  },
  parametersPerText: 1,
  indexesBytes: 'cellbridge',
  indexesGroupIds: true,
  storedTimestamp: (timestamp) => timestamp,
  holdsEmojis: true,
  uniqueIgnoresCase: false,
  statementsOf: { take: 1, insertReturningIds: 1 },
  poolModes: POOL_MODES,
  unreadableAssignment: `created_at = 'infinity'`,
  unreadableEnds: ['80', 'f0', 'ff'],
  uniqueIndex: (_, constraint) => constraint,
  listParameters: (texts) => [`{${texts.join(',')}}`],
  textOfBytes: (bytes) => `convert_from(decode('${bytes}', 'hex'), 'SQL_ASCII')`,
  isOnServer: true,
  aloneWith,
  withoutTls(url) {
    const changed = new URL(url);
    changed.searchParams.set('sslmode', 'disable');
    return changed.href;
  },
  canRun: ({ postgresqlUrl }) => postgresqlUrl !== undefined,
  replication,
  openRaw: openRawPostgresql,
  databaseMaker: (options) => new PostgresqlDatabaseMaker(options),
};
