import type { Limits } from '../../limits.js';

/** Seconds that a session may be idle, in a transaction or not, before the server ends it: its program hangs. */
const IDLE_LIMIT_S = 300;

/** The longest wait that a server takes, in seconds: a year. */
const LONGEST_WAIT_S = 31_536_000;

/** Which server answers: a load balancer leads a later connection to another one. */
const SERVER = `concat_ws(' ', @@hostname, @@port, @@server_id)`;

/** Asks which {@link SERVER} answers. */
export const WHICH_SERVER = `select ${SERVER} as server`;

/** What is asked of a server first. */
export const FACTS = `select connection_id() as id, version() as version, @@max_allowed_packet as max_packet,
  ${SERVER} as server,
  collation(convert('' using utf8mb3)) as usual_collation,
  (select collation_name from information_schema.columns where table_schema = database()
    and table_name = 'instance_groups' and column_name = 'uuid') as collation`;

/** The answer to {@link FACTS}. */
export interface ServerFacts {
  /** The number of the connection, by which another one can end its statement. */
  readonly id: number;
  readonly version: string;
  readonly server: string;
  /** Bytes of a statement, at most. */
  readonly max_packet: number;
  /** The collation of a text in the character set of Nova's tables. */
  readonly usual_collation: string;
  /** That of Nova's uuids; `null` before there are tables. */
  readonly collation: string | null;
}

/**
 * Returns the statements that set up a session, whatever the defaults of the server: an error for every value that
 * does not fit; `||` for texts; UTC; no writing outside of a transaction, as on SQLite. Each transaction sets whether it
 * writes.
 */
export function sessionStatements(facts: ServerFacts, { lockTimeout }: Limits): string[] {
  const { version } = facts;
  const isMySql = !isMariaDb(version);
  // MySQL would round a time stamp to the next second; MariaDB cuts it.
  const modes = isMySql ? ['TIME_TRUNCATE_FRACTIONAL'] : [];
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
    // With its limit MySQL would read a whole table for a long list.
    ...(isMySql && { range_optimizer_max_mem_size: 0 }),
    // MariaDB would make a table of a long list, and then chooses others than the index.
    ...(!isMySql && { in_predicate_conversion_threshold: 0 }),
  };
  const assignments = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return [
    `set session ${assignments.join(', ')}`,
    'set session transaction isolation level read committed, read only',
    ...collationStatements(facts),
  ];
}

/** The first MariaDB that can be told the usual collation of a character set. From 11.5 on it is another one. */
const TELLS_COLLATIONS = /^11\.[2-9]|^11\.\d\d|^1[2-9]\./;

/**
 * Returns the statements by which texts have the collation of Nova's tables, which an earlier version of the server may
 * have made. Otherwise no text could be compared with their columns.
 */
function collationStatements({ version, collation, usual_collation }: ServerFacts): string[] {
  const isOther = collation?.startsWith('utf8mb3_') && collation !== usual_collation;
  if (!isOther || !isMariaDb(version) || !TELLS_COLLATIONS.test(version)) return [];
  return [`set session character_set_collations = 'utf8mb3=${collation}'`];
}

/** Returns the statements that free a session of our limits: for one that keeps others out, and may wait. */
export const FREE_SESSION = [
  'set session transaction read write',
  `set session innodb_lock_wait_timeout = ${LONGEST_WAIT_S}, lock_wait_timeout = ${LONGEST_WAIT_S}, wait_timeout = ${LONGEST_WAIT_S}`,
];

/** Returns whether a server is MariaDB, by its version. */
export function isMariaDb(version: string): boolean {
  return /mariadb/i.test(version);
}

/** A server takes whole seconds. */
function secondsOf(milliseconds: number): number {
  return Math.min(LONGEST_WAIT_S, Math.max(1, Math.ceil(milliseconds / 1_000)));
}
