import {
  type DialectName,
  startMysql,
  startPostgresql,
  type TestServers,
} from '@cellbridge/testing';

/** What the commands of Nova need on one kind of database. */
export interface NovaDialect {
  /** The scheme of the URLs that Nova gets, with the driver that Debian's Nova brings. */
  readonly scheme: string;
  /**
   * A statement for a new cell: what an operator has to do for some commands of Nova, with Cellbridge or without.
   * Undefined: nothing.
   */
  readonly preparation?: string;
  /** Starts the server that the databases are made on, if there is one. */
  start(): Promise<RunningServers>;
}

interface RunningServers {
  readonly servers: TestServers;
  stop(): Promise<void>;
}

export const NOVA_DIALECTS: Readonly<Record<DialectName, NovaDialect>> = {
  sqlite: {
    scheme: 'sqlite',
    // An online migration waits for itself when it has to make this security group.
    preparation: `INSERT INTO security_groups (name, deleted) VALUES ('default', 0)`,
    start: async () => ({ servers: {}, stop: async () => undefined }),
  },
  postgresql: {
    scheme: 'postgresql+psycopg2',
    // The archiver dies where the two tables have a type each.
    preparation: `ALTER TABLE shadow_instances ALTER COLUMN locked_by TYPE instances0locked_by USING NULL`,
    start: async () => {
      const { url, stop } = await startPostgresql();
      return { servers: { postgresqlUrl: url }, stop };
    },
  },
  mysql: {
    scheme: 'mysql+pymysql',
    start: async () => {
      const { url, stop } = await startMysql();
      return { servers: { mysqlUrl: url }, stop };
    },
  },
};
