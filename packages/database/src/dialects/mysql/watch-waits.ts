import { setTimeout } from 'node:timers/promises';
import type mysql2 from 'mysql2';
import { LONG_WAIT_MS } from '../../announce-wait.js';
import type { Connection } from '../../connection.js';
import type { OnWait } from '../../database.js';
import { closeClient, queryClient } from './client.js';

/** A connection of the server, as its list of processes shows it. */
interface OtherConnection {
  readonly id: number;
  readonly user: string | null;
  readonly since: string | null;
}

/**
 * Transactions of others that have been open for more than a second. A server does not tell everybody who holds a lock;
 * who waits for a table waits for one of these. They begin by the clock and the time zone of the server's system.
 */
const OLDEST = `select t.trx_mysql_thread_id as id, p.user as user, cast(convert_tz(t.trx_started, 'SYSTEM', '+00:00') as char) as since
  from information_schema.innodb_trx t left join information_schema.processlist p on p.id = t.trx_mysql_thread_id
  where t.trx_mysql_thread_id not in (?, connection_id()) and t.trx_started < convert_tz(utc_timestamp(), '+00:00', 'SYSTEM') - interval 1 second
  order by t.trx_started limit 1`;

/** The states of a connection that waits. A finished index waits for the tables with foreign keys to its own. */
const WAITS = /lock|wait|committing alter table/i;

/** What a connection does now. */
const STATE = 'select state from information_schema.processlist where id = ?';

/**
 * Reports who a connection waits for, until it is disposed of. It asks once a second, over a connection of its own.
 *
 * @param id the number of the connection on the server.
 */
export function watchWaits(
  id: number,
  connect: () => Promise<mysql2.Connection>,
  onWait: OnWait,
): AsyncDisposable {
  const end = new AbortController();
  const watching = watch(id, connect, onWait, end.signal);
  return {
    async [Symbol.asyncDispose]() {
      end.abort();
      await watching;
    },
  };
}

async function watch(
  id: number,
  connect: () => Promise<mysql2.Connection>,
  onWait: OnWait,
  signal: AbortSignal,
): Promise<void> {
  let client: mysql2.Connection | undefined;
  while (await setTimeout(LONG_WAIT_MS, true, { signal }).catch(() => false)) {
    try {
      client ??= await connect();
      const [process] = await queryClient<{ state: string | null }>(client, STATE, [id]);
      if (!WAITS.test(process?.state ?? '')) continue;
      // Without the right PROCESS nobody is told.
      const found = queryClient<OtherConnection>(client, OLDEST, [id]).catch(() => []);
      onWait(reasonOf((await found)[0]));
    } catch {
      // It may answer next time.
      if (client) closeClient(client);
      client = undefined;
    }
  }
  if (client) closeClient(client);
}

function reasonOf(blocker: OtherConnection | undefined): string {
  if (!blocker) return 'Waiting for a lock that another connection holds.';
  const since = blocker.since === null ? '' : `, open since ${blocker.since} UTC`;
  return `Waiting for a transaction of ${nameOf(blocker)}${since}.`;
}

/** Returns who holds a named lock: `user nova (connection 4711)`, for example. */
export async function nameHolder(connection: Connection, lock: string): Promise<string> {
  const { rows } = await connection.execute(
    `select p.id as id, p.user as user, null as since from information_schema.processlist p
     where p.id = is_used_lock(?)`,
    [lock],
    'objects',
  );
  const [holder] = rows as OtherConnection[];
  return holder ? nameOf(holder) : 'another connection';
}

function nameOf({ id, user }: OtherConnection): string {
  return `${user === null ? 'another user' : `user ${user}`} (connection ${id})`;
}
