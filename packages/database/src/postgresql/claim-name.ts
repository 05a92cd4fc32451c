import pRetry from 'p-retry';
import { LONG_WAIT } from '../announce-wait.js';
import type { Connection } from '../connection.js';
import type { OnWait } from '../database.js';
import { DatabaseBusyError } from '../errors/database-busy-error.js';
import { nameSession, type OtherSession, sessionColumns } from './other-session.js';

const TRY = `select pg_try_advisory_lock(hashtext('cellbridge'), hashtext($1))`;

/** The sessions that have the name. */
const HOLDERS = `select ${sessionColumns('backend_start')}
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.objsubid = 2 and l.granted
    and l.database = (select oid from pg_database where datname = current_database())
    and l.classid = (hashtext('cellbridge')::bigint & 4294967295)::oid
    and l.objid = (hashtext($1)::bigint & 4294967295)::oid`;

/**
 * Waits until no other session of the database has the name; it is given back with the connection.
 *
 * Polled for: a session that waits in pg_advisory_lock() holds a snapshot, for which CREATE INDEX
 * CONCURRENTLY in the session that has the lock would wait in turn.
 */
export async function claimName(
  { execute }: Connection,
  name: string,
  onWait: OnWait,
): Promise<void> {
  const start = performance.now();
  const attempt = async () => {
    const { rows } = await execute(TRY, [name], 'arrays');
    const [[isClaimed] = []] = rows as boolean[][];
    if (isClaimed) return;
    if (performance.now() - start >= LONG_WAIT) {
      const holders = await execute(HOLDERS, [name], 'objects');
      for (const holder of holders.rows) onWait(reasonOf(name, holder as OtherSession));
    }
    throw new DatabaseBusyError(`Another process is at "${name}".`);
  };
  await pRetry(attempt, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 20,
    maxTimeout: 500,
    factor: 1.5,
    randomize: true,
    shouldRetry: ({ error }) => DatabaseBusyError.isInstance(error),
  });
}

function reasonOf(name: string, holder: OtherSession): string {
  const since = holder.since === null ? '' : `, connected since ${holder.since} UTC`;
  return `Waiting for another "${name}", of ${nameSession(holder)}${since}.`;
}
