import type { ReplicationKit } from '../../test-dialect.js';
import { REPLICATION_SETTINGS, startPostgresql } from './server.js';

/** How a standby follows a PostgreSQL server. */
export const replication: ReplicationKit = {
  servers: (postgresqlUrl) => ({ postgresqlUrl }),
  startPrimary: () => startPostgresql(REPLICATION_SETTINGS),
  startReplica: (primaryUrl) => startPostgresql({}, { primaryUrl }),
  pause: 'SELECT pg_wal_replay_pause()',
  resume: 'SELECT pg_wal_replay_resume()',
  promote: ['SELECT pg_promote()'],
};
