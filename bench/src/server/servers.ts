import { MysqlLab } from '../mysql/mysql-lab.js';
import { PostgresqlLab } from '../postgresql/postgresql-lab.js';
import type { ServerLab } from './server-lab.js';

/** The servers that benchmarks run on: each is given the URL of one that exists, or starts its own. */
export const SERVERS = {
  postgresql: (url) => PostgresqlLab.open(url),
  mysql: (url) => MysqlLab.open(url),
} satisfies Record<string, (url: string | undefined) => Promise<ServerLab>>;

export type ServerName = keyof typeof SERVERS;
