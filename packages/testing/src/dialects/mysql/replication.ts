import type { ReplicationKit } from '../../test-dialect.js';
import { openRawMysql } from './open-raw.js';
import { type MysqlServer, startMysql } from './server.js';

/** How a replica follows a server of MariaDB or MySQL. */
export const replication: ReplicationKit = {
  servers: (mysqlUrl) => ({ mysqlUrl }),
  startPrimary: () => startMysql(['--server-id=1', '--log-bin=changes']),
  async startReplica(primaryUrl) {
    const replica = await startMysql(['--server-id=2', '--relay-log=changes']);
    await follow(replica, primaryUrl);
    // A URL has to name a database, and everybody can use this one.
    return { ...replica, url: `${replica.url}/information_schema` };
  },
  // What it receives waits for the lock: it is behind, and its replication is not stopped.
  pause: 'FLUSH TABLES WITH READ LOCK',
  resume: 'UNLOCK TABLES',
  promote: ['STOP REPLICA', 'RESET REPLICA ALL'],
};

/** Has a server replicate what another one writes from now on. */
async function follow(replica: MysqlServer, primaryUrl: string): Promise<void> {
  const [primary, raw] = [openRawMysql(primaryUrl), openRawMysql(replica.url)];
  try {
    const log = (await primary.query('SHOW BINARY LOGS')).at(-1);
    const [server] = await raw.query('SELECT version() AS version');
    const isMariaDb = String(server?.version).includes('MariaDB');
    const source = isMariaDb ? 'MASTER' : 'SOURCE';
    const { hostname, port, username, password } = new URL(primaryUrl);
    const settings = {
      HOST: `'${hostname}'`,
      PORT: port,
      USER: `'${username}'`,
      PASSWORD: `'${password}'`,
      LOG_FILE: `'${log?.Log_name}'`,
      LOG_POS: log?.File_size,
      CONNECT_RETRY: 1,
    };
    const assignments = Object.entries(settings).map(
      ([name, value]) => `${source}_${name} = ${value}`,
    );
    if (!isMariaDb) assignments.push('GET_SOURCE_PUBLIC_KEY = 1');
    const change = isMariaDb ? 'CHANGE MASTER TO' : 'CHANGE REPLICATION SOURCE TO';
    await raw.query(`${change} ${assignments.join(', ')}`);
    await raw.query('START REPLICA');
  } finally {
    await Promise.all([primary.close(), raw.close()]);
  }
}
