/**
 * The global variables of every server for tests. A time zone far from UTC and a lax `sql_mode`: code that relies on
 * a server's defaults fails. Some tests run twenty programs at once, with three connections each; others open hundreds of
 * databases one after the other, and keep them.
 */
export const SETTINGS = {
  time_zone: '+05:45',
  sql_mode: '',
  max_connections: 1_000,
};

/** Make a server of ours fast. A crash of the machine may lose data, which does not matter here. */
export const FAST_FLAGS = [
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=OFF',
  '--innodb-buffer-pool-size=128M',
  '--skip-log-bin',
  '--sync-binlog=0',
  '--loose-debug-no-sync',
];
