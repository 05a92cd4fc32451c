import type BetterSqlite3 from 'better-sqlite3';

/** What Cellbridge sets on a connection that writes, so that a reference is as durable and has as much cache. */
export function openForWriting(
  driver: BetterSqlite3.Database,
  schemas: readonly string[] = ['main'],
): void {
  for (const schema of schemas) {
    driver.pragma(`${schema}.journal_mode = wal`);
    driver.pragma(`${schema}.synchronous = full`);
    driver.pragma(`${schema}.cache_size = -32000`);
  }
  driver.pragma('wal_autocheckpoint = 50000');
  driver.pragma('foreign_keys = off');
}
