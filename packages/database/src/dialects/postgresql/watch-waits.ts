import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import type { ClientConfig } from 'pg';
import { LONG_WAIT_MS } from '../../announce-wait.js';
import type { OnWait } from '../../database.js';
import { closingClient } from './closing-client.js';
import { nameSession, type OtherSession, sessionColumns } from './other-session.js';

/**
 * Who a session waits for; a prepared transaction has no process. Ignores what has only just begun: CREATE
 * INDEX CONCURRENTLY waits a moment for each running statement.
 */
const BLOCKERS = `select ${sessionColumns('xact_start')}
  from unnest(pg_blocking_pids($1)) as blocker (pid)
  left join pg_stat_activity a on a.pid = blocker.pid
  where blocker.pid <> pg_backend_pid() and (blocker.pid = 0 or a.pid is not null)
    and (a.xact_start is null or a.xact_start < clock_timestamp() - interval '1 second')`;

/** Milliseconds that this query may take. */
const ANSWER_LIMIT_MS = 5_000;

/**
 * Reports who a session waits for, until it is disposed of. It asks once a second, over a connection of its own
 * that is opened when first needed: the session's own is busy, and all of the pool's may be lent. Its queries
 * are not announced to the interceptor.
 *
 * @param process the process number of the server behind the session.
 */
export function watchWaits(process: number, config: ClientConfig, onWait: OnWait): AsyncDisposable {
  const end = new AbortController();
  const watching = watch(process, new Observer(config), onWait, end.signal);
  return {
    async [Symbol.asyncDispose]() {
      end.abort();
      await watching;
    },
  };
}

async function watch(
  process: number,
  observer: Observer,
  onWait: OnWait,
  signal: AbortSignal,
): Promise<void> {
  while (await passes(LONG_WAIT_MS, signal)) {
    for (const blocker of await observer.blockersOf(process)) onWait(reasonOf(blocker));
  }
  await observer.close();
}

/** Returns whether the time has passed before the abort. */
async function passes(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return await setTimeout(milliseconds, true, { signal }).catch(() => false);
}

/** A connection that watches other sessions. */
class Observer {
  readonly #config: ClientConfig;
  #client: pg.Client | undefined;

  constructor(config: ClientConfig) {
    this.#config = config;
  }

  /** Returns who a session waits for; nobody if the server does not answer. */
  async blockersOf(process: number): Promise<(OtherSession | NoSession)[]> {
    try {
      const client = this.#client ?? (await this.#connect());
      // The driver's types lack it for a query.
      const question = { text: BLOCKERS, values: [process], query_timeout: ANSWER_LIMIT_MS };
      const { rows } = await client.query<OtherSession | NoSession>(question);
      return rows;
    } catch {
      // It may answer next time.
      await this.close();
      return [];
    }
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  async #connect(): Promise<pg.Client> {
    const Client = closingClient();
    const client = new Client(this.#config);
    // The next query meets it.
    client.on('error', () => {});
    this.#client = client;
    await client.connect();
    return client;
  }
}

/** A prepared transaction, which has no session. */
interface NoSession {
  readonly process: null;
}

function reasonOf(blocker: OtherSession | NoSession): string {
  if (blocker.process === null) {
    return 'Waiting for a prepared transaction; pg_prepared_xacts shows it.';
  }
  const since = blocker.since === null ? '' : `, open since ${blocker.since} UTC`;
  return `Waiting for a transaction of ${nameSession(blocker)}${since}.`;
}
