import type { Limits } from '../../limits.js';

/** Seconds that a session may be idle, in a transaction or not, before the server ends it: its program hangs. */
const IDLE_LIMIT_S = 300;

/** The longest wait that a server takes, in seconds: a year. */
const LONGEST_WAIT_S = 31_536_000;

/** What is asked of a server first. */
export const FACTS =
  'select connection_id() as id, version() as version, @@max_allowed_packet as max_packet';

/** The answer to {@link FACTS}. */
export interface ServerFacts {
  /** The number of the connection, by which another one can end its statement. */
  readonly id: number;
  readonly version: string;
  /** Bytes of a statement, at most. */
  readonly max_packet: number;
}

/**
 * Returns the statements that set up a session, whatever the defaults of the server: an error for every value that
 * does not fit; `||` for texts; UTC; no writing outside of a transaction, as on SQLite. Each transaction sets whether it
 * writes.
 */
export function sessionStatements({ version }: ServerFacts, { lockTimeout }: Limits): string[] {
  // MySQL would round a time stamp to the next second; MariaDB cuts it.
  const modes = isMariaDb(version) ? [] : ['TIME_TRUNCATE_FRACTIONAL'];
  const settings = {
    sql_mode: `'${['TRADITIONAL', 'PIPES_AS_CONCAT', 'ANSI_QUOTES', ...modes].join(',')}'`,
    time_zone: `'+00:00'`,
    innodb_lock_wait_timeout: secondsOf(lockTimeout),
    lock_wait_timeout: secondsOf(lockTimeout),
    wait_timeout: IDLE_LIMIT_S,
    group_concat_max_len: 4_294_967_295,
    foreign_key_checks: 1,
    unique_checks: 1,
    autocommit: 1,
    // MariaDB would make a table of a long list, and then chooses others than the index.
    ...(isMariaDb(version) ? { in_predicate_conversion_threshold: 0 } : {}),
  };
  const assignments = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return [
    `set session ${assignments.join(', ')}`,
    'set session transaction isolation level read committed, read only',
  ];
}

/** Returns the statements that free a session of our limits: for one that keeps others out, and may wait. */
export const FREE_SESSION = [
  'set session transaction read write',
  `set session innodb_lock_wait_timeout = ${LONGEST_WAIT_S}, lock_wait_timeout = ${LONGEST_WAIT_S}, wait_timeout = ${LONGEST_WAIT_S}`,
];

/** Returns whether a server is MariaDB, by its version. */
function isMariaDb(version: string): boolean {
  return /mariadb/i.test(version);
}

/** A server takes whole seconds. */
function secondsOf(milliseconds: number): number {
  return Math.min(LONGEST_WAIT_S, Math.max(1, Math.ceil(milliseconds / 1_000)));
}
