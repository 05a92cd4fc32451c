import type { DialectName, RawDatabase } from '@cellbridge/testing';

/**
 * Sets the isolation of transactions that do not name one, on connections to a database that are made from now on. On
 * MySQL it is the whole server's, which other tests do not lean on.
 */
export const SET_DEFAULT_ISOLATION: Readonly<
  Partial<Record<DialectName, (raw: RawDatabase, level: string) => Promise<unknown>>>
> = {
  async postgresql(raw, level) {
    const [row] = await raw.query('SELECT current_database() AS name');
    await raw.query(`ALTER DATABASE ${row?.name} SET default_transaction_isolation TO '${level}'`);
  },
  mysql: (raw, level) => raw.query(`SET GLOBAL TRANSACTION ISOLATION LEVEL ${level}`),
};
