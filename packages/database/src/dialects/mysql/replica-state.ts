import { sql } from 'drizzle-orm';
import type { ReplicaState } from '../../dialect.js';
import { PermissionError } from '../../errors/permission-error.js';
import type { PlaceRow } from '../../inspection.js';
import type { Reader } from '../../store.js';
import { mysqlInspection } from './inspection.js';
import { isMariaDb } from './session.js';

/** What a server is asked, where its answer is, and the right that this takes. */
const MARIADB = {
  status: sql`show all replicas status`,
  lag: 'Seconds_Behind_Master',
  right: 'slave monitor',
};
const MYSQL = {
  status: sql`show replica status`,
  lag: 'Seconds_Behind_Source',
  right: 'replication client',
};

/** Of several sources, the one counts that the server is the furthest behind. */
export async function readMysqlReplicaState(reader: Pick<Reader, 'all'>): Promise<ReplicaState> {
  const [server] = await reader.all<{ version: string }>(sql`select version() as version`);
  const { status, lag, right } = isMariaDb(server?.version ?? '') ? MARIADB : MYSQL;
  const sources = await reader
    .all<Record<string, unknown>>(status)
    .catch((error: unknown) => explainRefusal(reader, error, right));
  const lags = sources.map((source) => source[lag]);
  const isReplica = lags.length > 0;
  const isKnown = isReplica && !lags.includes(null);
  return { isReplica, lagSeconds: isKnown ? Math.max(...lags.map(Number)) : null };
}

async function explainRefusal(
  { all }: Pick<Reader, 'all'>,
  error: unknown,
  right: string,
): Promise<never> {
  if (!PermissionError.isInstance(error)) throw error;
  const { database, cause } = error;
  const [place] = await all<PlaceRow>(mysqlInspection.place);
  const message = `${database}: The user may not ask how far this replica is behind; have an administrator run: grant ${right} on *.* to ${place?.user_name};`;
  throw new PermissionError(message, { cause, database });
}
