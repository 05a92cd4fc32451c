import { AuthenticationError } from '../../errors/authentication-error.js';
import type { CellbridgeError } from '../../errors/cellbridge-error.js';
import { classify, type Rule } from '../../errors/classify.js';
import { ConnectionError } from '../../errors/connection-error.js';
import { ConstraintError } from '../../errors/constraint-error.js';
import { DatabaseBusyError } from '../../errors/database-busy-error.js';
import { DatabaseError } from '../../errors/database-error.js';
import { DatabaseNotFoundError } from '../../errors/database-not-found-error.js';
import { DatabaseTimeoutError } from '../../errors/database-timeout-error.js';
import { DiskFullError } from '../../errors/disk-full-error.js';
import { MissingColumnError } from '../../errors/missing-column-error.js';
import { MissingTableError } from '../../errors/missing-table-error.js';
import { NoConnectionLeftError } from '../../errors/no-connection-left-error.js';
import { PermissionError } from '../../errors/permission-error.js';
import { SerializationError } from '../../errors/serialization-error.js';
import { UniqueViolationError } from '../../errors/unique-violation-error.js';
import { NOT_READY } from './cluster-node.js';

const UNREACHABLE = 'Check that the server runs and that the URL names it.';
/** At a commit: it was interrupted, or its group of servers has not answered. */
const INTERRUPTED_COMMIT = new Set([1180, 1317, 1969, 3024]);
const UNKNOWN_OUTCOME = 'Whether the transaction was committed is not known.';
const READ_ONLY =
  'This server only reads, as a replica or by its setting read_only; name the one that writes in the URL.';
const COLLATION =
  "Nova's tables have a collation that is not the usual one of utf8mb3; convert them with ALTER TABLE ... CONVERT TO CHARACTER SET utf8mb3.";
/** A server says this too of a deadlock at the lock of a counter, which somebody's INSERT … SELECT holds until it ends. */
const NO_NEXT_ID =
  "Somebody's INSERT ... SELECT holds the table's counter of ids, then try again; or the ids are used up, then compare AUTO_INCREMENT with the type of id.";
const NO_CONNECTION_LEFT =
  'The server is up, and has no connection left: let others close some, or raise max_connections there, or the limit of the user.';

/** Our own codes for failures that the driver does not report as errors. */
export const NO_ANSWER = 'NO_ANSWER';
/** See {@link NO_ANSWER}. */
export const TOO_LARGE = 'TOO_LARGE';

/**
 * Server errors are recognized by their numbers: their messages are in the language of the server, and the driver does
 * not know the names of all. Other errors have a code. The order matters.
 */
const RULES: readonly Rule[] = [
  [/^(1045|1698|1862|1820) /, AuthenticationError, 'Check the user and the password in the URL.'],
  [/^1130 /, AuthenticationError, 'The server does not let this host in; check the user.'],
  [/^1049 /, DatabaseNotFoundError, 'Create the database, or correct the URL.'],
  [/^(1044|1142|1143|1227|1370|1419) /, PermissionError, 'Grant the user what is needed.'],
  [/^(1290|1836) /, PermissionError, READ_ONLY],
  [/^1665 /, DatabaseError, 'Set binlog_format to ROW or MIXED, as Galera and replicas have it.'],
  [/^1461 /, DatabaseError, 'Raise max_prepared_stmt_count on the server.'],
  [/^1792 /, PermissionError, 'Write in a transaction only.'],
  [/^(1062|1586) /, UniqueViolationError],
  [
    /^(1048|1264|1265|1292|1300|1364|1366|1406|1411|1451|1452|1216|1217|1977|3140|3819|3854|4025|3156|3157|4038|1153) /,
    ConstraintError,
  ],
  [new RegExp(`^\\d* ${TOO_LARGE}`), ConstraintError],
  [/^1267 /, DatabaseError, COLLATION],
  [/^1146 /, MissingTableError],
  [/^1054 /, MissingColumnError],
  [/^(1205|3572) /, DatabaseBusyError, 'Somebody holds a lock; try again.'],
  [/^(1213|1020|1180|1412|3101) /, SerializationError, 'Try again.'],
  [/^1467 /, SerializationError, NO_NEXT_ID],
  [/^(1317|1969|3024) /, DatabaseTimeoutError, 'The statement took longer than it may; try again.'],
  [/^(1021|1114|1026|1041) /, DiskFullError, 'Make room on the server.'],
  [/^(1040|1203|1226) /, NoConnectionLeftError, NO_CONNECTION_LEFT],
  [/^1129 /, ConnectionError, 'The server blocks this host; run FLUSH HOSTS there.'],
  [/^1047 /, ConnectionError, NOT_READY],
  [
    /^(1053|1077|1078|1079|1080|1152|1158|1159|1160|1161|1184|1927|2006|2013|3169|4031) /,
    ConnectionError,
    'The server ended the connection; try again.',
  ],
  [new RegExp(`^\\d* ${NO_ANSWER}`), ConnectionError, 'Check the network, and try again.'],
  [
    /^\d* ((\w*_)?(CERT|CRL|CA|TLS|SSL)(_|\b)|UNABLE_TO_|HOSTNAME_|HANDSHAKE_(NO_SSL|SSL))/,
    ConnectionError,
    'Check ssl_ca and the other ssl parameters.',
  ],
  [/^\d* (PROTOCOL_|E[A-Z]+ )/, ConnectionError, UNREACHABLE],
  [/^0 .*(closed state|Connection lost|The server closed)/, ConnectionError, UNREACHABLE],
  [/(?:)/, DatabaseError],
];

/** Turns an error of mysql2, or of the system below it, into one of ours. */
export type MysqlClassifier = (error: unknown, statement?: string) => CellbridgeError;

/**
 * Creates a classifier for the errors of one database.
 *
 * @param database the URL, without its password. If the answer to a commit is lost, the error says so.
 */
export function mysqlClassifier(database: string): MysqlClassifier {
  return (error, statement) => {
    const { errno } = (error ?? {}) as { errno?: unknown };
    // A system error has a negative number.
    const number = typeof errno === 'number' && errno > 0 ? errno : 0;
    const keyOf = ({ code, message }: { code: string; message: string }) =>
      `${number} ${code} ${message}`;
    const classified = classify(RULES, error, database, keyOf);
    const isLost = ConnectionError.isInstance(classified) || INTERRUPTED_COMMIT.has(number);
    if (statement !== 'commit' || !isLost) return classified;
    const message = `${classified.message} ${UNKNOWN_OUTCOME}`;
    return new ConnectionError(message, { cause: classified.cause, database });
  };
}
