import type { RawDatabase, Row } from '../../raw/raw-database.js';

/** The states of a connection that waits for the lock of a table or of a name. For the lock of a row there is none. */
const WAITING_STATE = /^(Waiting for .* lock|User lock)$/;

/**
 * Whether one of some connections waits for a lock.
 *
 * @param processes rows of SHOW PROCESSLIST.
 * @param innodbStatus what SHOW ENGINE INNODB STATUS says: `information_schema.innodb_trx` may be 0.1 s old, and more
 *   if it is asked often.
 */
export function hasWaiting(processes: readonly Row[], innodbStatus: string): boolean {
  return waitingAmong(processes, innodbStatus).length > 0;
}

/** Those of some connections that wait for a lock, by their numbers, as a server says now. Rows as for {@link hasWaiting}. */
export async function waitingIds(
  raw: Pick<RawDatabase, 'query'>,
  processes: readonly Row[],
): Promise<Set<number>> {
  const [status] = await raw.query('SHOW ENGINE INNODB STATUS');
  return new Set(waitingAmong(processes, String(status?.Status)).map(({ Id }) => Number(Id)));
}

function waitingAmong(processes: readonly Row[], innodbStatus: string): readonly Row[] {
  // What comes before them tells of the latest deadlock.
  const [, ...transactions] = innodbStatus.split('\n---TRANSACTION ');
  const waiting = transactions.filter((transaction) => /^LOCK WAIT /m.test(transaction));
  const ids = new Set(waiting.map((text) => Number(/ thread id (\d+)/.exec(text)?.[1])));
  return processes.filter(
    ({ Id, State }) => WAITING_STATE.test(String(State)) || ids.has(Number(Id)),
  );
}
