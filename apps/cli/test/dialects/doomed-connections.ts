import type { DialectName, Harness, TestDeployment } from '@cellbridge/testing';

/** Connections of one program, which its server can tell from those of others and is made to end. */
export interface DoomedConnections {
  /** The URL of a database for that program. */
  urlOf(url: string): string;
  /** The numbers of its connections, ascending. */
  list(): Promise<number[]>;
  /** Ends a connection. @returns whether it was there. */
  end(id: number): Promise<boolean>;
}

/** Prepares a program to be doomed on the server of some databases. */
export const DOOMED_CONNECTIONS: Readonly<
  Partial<
    Record<DialectName, (harness: Harness, databases: TestDeployment) => Promise<DoomedConnections>>
  >
> = {
  async postgresql(_, { api: { raw } }) {
    return {
      urlOf: (url) => `${url}?application_name=doomed`,
      async list() {
        const rows = await raw.query(
          "SELECT pid FROM pg_stat_activity WHERE application_name = 'doomed' ORDER BY pid",
        );
        return rows.map(({ pid }) => Number(pid));
      },
      async end(pid) {
        const [row] = await raw.query('SELECT pg_terminate_backend(?) AS done', pid);
        return row?.done === true;
      },
    };
  },
  async mysql(harness, { api, cells }) {
    const { raw } = api;
    const user = await harness.createRole(api.url);
    for (const { url } of [api, ...cells]) {
      await raw.query(`GRANT ALL ON ${new URL(url).pathname.slice(1)}.* TO ${user.name}`);
    }
    return {
      urlOf(url) {
        const own = new URL(user.url);
        own.pathname = new URL(url).pathname;
        return own.href;
      },
      async list() {
        const rows = await raw.query(
          'SELECT id AS id FROM information_schema.processlist WHERE user = ? ORDER BY id',
          user.name,
        );
        return rows.map(({ id }) => Number(id));
      },
      end: (id) =>
        raw.query(`KILL ${id}`).then(
          () => true,
          () => false,
        ),
    };
  },
};
