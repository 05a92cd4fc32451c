import pRetry from 'p-retry';
import { LONG_WAIT_MS } from '../../announce-wait.js';
import type { Connection } from '../../connection.js';
import type { OnWait } from '../../database.js';
import { inTransaction } from '../../run-transaction.js';
import { postgresqlDriver } from './driver.js';
import { nameSession, type OtherSession, sessionColumns } from './other-session.js';

/**
 * Begins a transaction that tries to take the name. It may stay idle as long as the guarded work takes. The
 * name is part of the text: a statement with parameters would keep its snapshot until the next one.
 */
function beginWith(name: string): string {
  return `begin isolation level read committed read only;
    set local idle_in_transaction_session_timeout = 0;
    select pg_try_advisory_xact_lock(hashtext('cellbridge'), hashtext(${postgresqlDriver().escapeLiteral(name)}))
      as is_claimed`;
}

/** The sessions that hold the name. */
const HOLDERS = `select ${sessionColumns('backend_start')}
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.objsubid = 2 and l.granted
    and l.database = (select oid from pg_database where datname = current_database())
    and l.classid = (hashtext('cellbridge')::bigint & 4294967295)::oid
    and l.objid = (hashtext($1)::bigint & 4294967295)::oid`;

/**
 * Runs `use` while no other session of the database holds the name. A transaction of this connection holds it,
 * not the session, which a pooler may lend to others. The work itself needs another connection.
 *
 * CREATE INDEX CONCURRENTLY waits for every transaction with a snapshot. An idle transaction has none, but one
 * that runs a query has. So each attempt is a transaction of its own, and none waits in pg_advisory_lock().
 */
export async function claimName<T>(
  connection: Connection,
  name: string,
  use: () => Promise<T>,
  { onWait, signal }: { onWait: OnWait; signal: AbortSignal | undefined },
): Promise<T> {
  const start = performance.now();
  const attempt = () =>
    inTransaction(connection, beginWith(name), async ({ rows: [claim] }) => {
      if ((claim as { is_claimed: boolean }).is_claimed) return { result: await use() };
      if (performance.now() - start < LONG_WAIT_MS) return undefined;
      const holders = await connection.execute(HOLDERS, [name], 'objects');
      for (const holder of holders.rows) onWait(reasonOf(name, holder as OtherSession));
      return undefined;
    });
  return await pRetry(
    async () => {
      // Once the name is taken, the work heeds the signal itself.
      signal?.throwIfAborted();
      const done = await attempt();
      if (!done) throw new NameTakenError();
      return done.result;
    },
    {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 20,
      maxTimeout: 500,
      factor: 1.5,
      randomize: true,
      shouldRetry: ({ error }) => error instanceof NameTakenError,
    },
  );
}

/** Another session holds the name. */
class NameTakenError extends Error {}

function reasonOf(name: string, holder: OtherSession): string {
  const since = holder.since === null ? '' : `, connected since ${holder.since} UTC`;
  return `Waiting for another "${name}", of ${nameSession(holder)}${since}.`;
}
