import type { DialectName, Harness } from '@cellbridge/testing';

/** Empty databases, or schemas of one, for cells: of a user that gets few connections. */
export interface FewConnections {
  /** A URL for each cell, as that user. */
  readonly urls: readonly string[];
  /** The driver's code where the server refuses a connection because the user has as many as it may. */
  readonly refusal: string;
  /** Ends the user's connections. It gets no other one. */
  shutOut(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes so many places for cells, of a user that gets so many connections. */
export const FEW_CONNECTIONS: Readonly<
  Partial<
    Record<
      DialectName,
      (harness: Harness, cells: number, connections: number) => Promise<FewConnections>
    >
  >
> = {
  async postgresql(harness, cells, connections) {
    const raw = harness.open(await harness.createDatabaseUrl());
    const role = `few_${new URL(raw.url).pathname.slice(1)}`;
    await raw.query(`CREATE ROLE ${role} LOGIN PASSWORD 'few' CONNECTION LIMIT ${connections}`);
    const urls: string[] = [];
    for (let number = 1; number <= cells; number += 1) {
      await raw.query(`CREATE SCHEMA c${number} AUTHORIZATION ${role}`);
      const url = new URL(raw.url);
      [url.username, url.password] = [role, 'few'];
      url.searchParams.set('options', `-csearch_path=c${number}`);
      urls.push(url.href);
    }
    return {
      urls,
      refusal: '53300',
      shutOut: async () => {
        await raw.query(`ALTER ROLE ${role} CONNECTION LIMIT 0`);
        await raw.query(
          'SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = ?',
          role,
        );
      },
      [Symbol.asyncDispose]: async () => {
        await raw.query(`DROP OWNED BY ${role} CASCADE`);
        await raw.query(`DROP ROLE ${role}`);
      },
    };
  },
  async mysql(harness, cells, connections) {
    const raw = harness.open(await harness.createDatabaseUrl());
    const role = await harness.createRole(raw.url);
    await raw.query(`ALTER USER ${role.name} WITH MAX_USER_CONNECTIONS ${connections}`);
    const urls: string[] = [];
    for (let number = 1; number <= cells; number += 1) {
      const url = new URL(role.url);
      url.pathname = new URL(await harness.createDatabaseUrl()).pathname;
      await raw.query(`GRANT ALL ON ${url.pathname.slice(1)}.* TO ${role.name}`);
      urls.push(url.href);
    }
    return {
      urls,
      refusal: 'ER_USER_LIMIT_REACHED',
      // No connections at all would mean any number: others take those that there are.
      shutOut: async () => {
        const own = () =>
          raw.query(
            'SELECT id AS id FROM information_schema.processlist WHERE user = ?',
            role.name,
          );
        for (const { id } of await own()) await raw.query(`KILL ${id}`).catch(() => {});
        while ((await own()).length > 0);
        for (let number = 1; number <= connections; number += 1) {
          await harness.open(urls[0] ?? '').query('SELECT 1');
        }
      },
      [Symbol.asyncDispose]: async () => {},
    };
  },
};
