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

/** The numbers of the connections that wait for a lock, as a server says now. */
export async function waitingIds(raw: Pick<RawDatabase, 'query'>): Promise<Set<number>> {
  const processes = await raw.query('SHOW PROCESSLIST');
  const [status] = await raw.query('SHOW ENGINE INNODB STATUS');
  return new Set(waitingAmong(processes, String(status?.Status)).map(({ Id }) => Number(Id)));
}

function waitingAmong(processes: readonly Row[], innodbStatus: string): readonly Row[] {
  const transactions = innodbStatus.split('\n---TRANSACTION ');
  const waiting = transactions.filter((transaction) => /^LOCK WAIT /m.test(transaction));
  const ids = new Set(waiting.map((text) => Number(/ thread id (\d+)/.exec(text)?.[1])));
  return processes.filter(
    ({ Id, State }) => WAITING_STATE.test(String(State)) || ids.has(Number(Id)),
  );
}
