import { sql } from 'drizzle-orm';
import type { ReplicaState } from '../../dialect.js';
import type { Reader } from '../../store.js';

/**
 * A standby that receives changes and has replayed all of them is not behind, however long ago the last one was. Everybody
 * sees whether it receives any; only members of `pg_read_all_stats` see where the primary is (`latest_end_lsn`), and else
 * what was received so far counts. Without a receiver, the last transaction tells how old the data is.
 */
const STATE = sql`select pg_is_in_recovery() as is_replica,
    case when receiver.pid is not null
        and coalesce(receiver.latest_end_lsn, pg_last_wal_receive_lsn()) <= pg_last_wal_replay_lsn() then 0
      else extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) end::float8 as lag_seconds
  from (select 1) one left join pg_stat_wal_receiver receiver on true`;

/** Everybody may ask. A connection that broke without a word counts until `wal_receiver_timeout` ends it. */
export async function readPostgresqlReplicaState({
  all,
}: Pick<Reader, 'all'>): Promise<ReplicaState> {
  const [state] = await all<{ is_replica: boolean; lag_seconds: number | null }>(STATE);
  const { is_replica: isReplica = false, lag_seconds: lagSeconds = null } = state ?? {};
  return { isReplica, lagSeconds: isReplica ? lagSeconds : null };
}
