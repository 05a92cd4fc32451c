import type { DialectName, RawDatabase } from '@cellbridge/testing';
import { vi } from 'vitest';

/** Ends every other connection to a database that is in a transaction: its locks are free when this is done. */
export const END_TRANSACTIONS: Readonly<
  Partial<Record<DialectName, (raw: RawDatabase) => Promise<void>>>
> = {
  async postgresql(raw) {
    await raw.query(
      `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
       WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    );
  },
  async mysql(raw) {
    const open = () =>
      raw.query(
        `SELECT t.trx_mysql_thread_id AS id FROM information_schema.innodb_trx t
         JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
         WHERE p.db = database() AND p.id <> connection_id()`,
      );
    for (const { id } of await open()) await raw.query(`KILL ${id}`).catch(() => {});
    await vi.waitUntil(async () => (await open()).length === 0, { timeout: 10_000, interval: 20 });
  },
};
