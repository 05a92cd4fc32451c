import { AuthenticationError } from '../../errors/authentication-error.js';
import type { CellbridgeError } from '../../errors/cellbridge-error.js';
import { classify, type DriverError, type Rule } from '../../errors/classify.js';
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
import { SequenceBehindError } from '../../errors/sequence-behind-error.js';
import { SerializationError } from '../../errors/serialization-error.js';
import { UniqueViolationError } from '../../errors/unique-violation-error.js';
import type { PostgresqlUrl } from './parse-url.js';
import { adviceForSequence } from './sequence-behind.js';
import { adviceForStoredText } from './untranslatable.js';

const PASSWORD = 'Check the user and the password in the URL.';
const NO_PASSWORD =
  'The server asks for a password, and none was given: give it in the URL, in PGPASSWORD or in the password file.';
/** The driver's message for a missing or empty password. */
const LACKS_PASSWORD = /^SASL: .*client password must be/;
const UNREACHABLE = 'Check that the server runs and that the URL names it.';
const UNKNOWN_OUTCOME = 'Whether the transaction was committed is not known.';

const STANDBY = 'This server is a standby, which only reads; name the primary in the URL.';
const NO_CONNECTION_LEFT =
  'The server is up, and has no connection left: let others close some, or raise max_connections there, or the CONNECTION LIMIT of the role or database.';
const HIDDEN_ROWS =
  'Row-level security would hide rows, which must not be taken for none: let a superuser run "alter role ... bypassrls" for the user of the URL, or the owner of the table "alter table ... no force row level security".';

/** Our own codes for failures that the driver does not report as errors. */
export const NO_ANSWER = 'NO_ANSWER';
/** See {@link NO_ANSWER}. */
export const NOT_COMMITTED = 'NOT_COMMITTED';

/**
 * Server errors are recognized by their SQLSTATE, if needed with the function that raised them: their messages
 * are in the language of the server. System errors have a code. Only the driver's own errors have none; their
 * messages are never translated. The order matters.
 */
const RULES: readonly Rule[] = [
  // An empty password, if the server accepts it as such.
  [/^28P01 recv_password_packet/, AuthenticationError, NO_PASSWORD],
  [/^28/, AuthenticationError, PASSWORD],
  [/^3D000/, DatabaseNotFoundError, 'Create the database, or correct the URL.'],
  [/^23505/, UniqueViolationError],
  [/^(22|23|44|54|40002)/, ConstraintError],
  [/^(42P01|3F000)/, MissingTableError],
  [/^42703/, MissingColumnError],
  [/^42501 check_enable_rls/, PermissionError, HIDDEN_ROWS],
  [/^42501/, PermissionError, 'Grant the user what is needed.'],
  // Beginning a writing transaction, and writing in one.
  [/^(0A000 call_bool_check_hook|25006 PreventCommandDuringRecovery)/, PermissionError, STANDBY],
  [/^25006/, PermissionError, 'Write in a transaction only, and not to a standby.'],
  [/^55P03/, DatabaseBusyError, 'Somebody holds a lock; try again.'],
  [/^57014/, DatabaseTimeoutError, 'The statement took longer than it may; try again.'],
  [/^40003/, ConnectionError, UNKNOWN_OUTCOME],
  [/^40/, SerializationError, 'Try again.'],
  [/^53100/, DiskFullError, 'Make room on the server.'],
  [/^53300/, NoConnectionLeftError, NO_CONNECTION_LEFT],
  [/^53[34]/, ConnectionError, 'The server has too many connections; try again later.'],
  [/^(57P|25P0[34]|08)/, ConnectionError, 'The server ended the connection; try again.'],
  // The table has changed since the statement was prepared. Another connection prepares it again.
  [/^0A000 RevalidateCachedQuery/, ConnectionError, 'Try again.'],
  // A prepared statement is gone, or is somebody else's. From now on none is used.
  [/^(26000|42P05)/, ConnectionError, 'Somebody else uses the session, too; try again.'],
  [new RegExp(`^${NO_ANSWER}`), ConnectionError, 'Check the network, and try again.'],
  [new RegExp(`^${NOT_COMMITTED}`), ConnectionError, 'Nothing was written; try again.'],
  [/^(\w*_)?(CERT|CRL|CA|TLS|SSL)(_|\b)|^UNABLE_TO_|^HOSTNAME_/, ConnectionError, 'Check sslmode.'],
  [/^E[A-Z_]+ /, ConnectionError, UNREACHABLE],
  [/^[0-9A-Z]{5} /, DatabaseError],
  [/^timeout exceeded when trying to connect/, DatabaseBusyError, 'All connections are in use.'],
  [
    /^The server does not support SSL|^There was an error establishing an SSL/,
    ConnectionError,
    'Check sslmode.',
  ],
  [
    /^Connection terminated|^Client (has|was) .* not queryable|^timeout expired/,
    ConnectionError,
    UNREACHABLE,
  ],
  [/^SASL/, AuthenticationError, PASSWORD],
  [/(?:)/, DatabaseError],
];

/** Returns `42501 check_enable_rls`, for example; the message if the error has no code. */
function keyOf({ code, routine, message }: DriverError): string {
  return code === '' ? message : `${code} ${routine}`;
}

/**
 * Turns an error of node-postgres, or of the system below it, into one of ours.
 *
 * @param statement the text that was sent. If the answer to a commit is lost, the error says so.
 */
export type PostgresqlClassifier = (error: unknown, statement?: string) => CellbridgeError;

/** Creates a classifier for the errors of one database. */
export function postgresqlClassifier({
  description: database,
}: Pick<PostgresqlUrl, 'description'>): PostgresqlClassifier {
  return (error, statement) => {
    const classified = classify(RULES, error, database, keyOf);
    if (LACKS_PASSWORD.test(String((error as { message?: unknown } | null)?.message))) {
      const { cause } = classified;
      return new AuthenticationError(`${database}: ${NO_PASSWORD}`, { cause, database });
    }
    const advice = adviceForSequence(error);
    if (advice !== undefined) {
      return new SequenceBehindError(`${database}: ${advice}`, {
        cause: classified.cause,
        database,
      });
    }
    const storedText = adviceForStoredText(error);
    if (storedText !== undefined) {
      return new DatabaseError(`${database}: ${storedText}`, { cause: classified.cause, database });
    }
    // A server that ends a commit because of its time limit has not committed.
    if (statement !== 'commit' || !ConnectionError.isInstance(classified)) return classified;
    if ((error as { code?: unknown }).code === NOT_COMMITTED) return classified;
    const message = `${classified.message} ${UNKNOWN_OUTCOME}`;
    return new ConnectionError(message, { cause: classified.cause, database });
  };
}
