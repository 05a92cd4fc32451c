import { AuthenticationError } from '../errors/authentication-error.js';
import type { CellbridgeError } from '../errors/cellbridge-error.js';
import { classify, type Rule } from '../errors/classify.js';
import { ConnectionError } from '../errors/connection-error.js';
import { ConstraintError } from '../errors/constraint-error.js';
import { DatabaseBusyError } from '../errors/database-busy-error.js';
import { DatabaseError } from '../errors/database-error.js';
import { DatabaseNotFoundError } from '../errors/database-not-found-error.js';
import { DatabaseTimeoutError } from '../errors/database-timeout-error.js';
import { DiskFullError } from '../errors/disk-full-error.js';
import { MissingTableError } from '../errors/missing-table-error.js';
import { PermissionError } from '../errors/permission-error.js';
import { SequenceBehindError } from '../errors/sequence-behind-error.js';
import { SerializationError } from '../errors/serialization-error.js';
import { adviceForColumn, adviceForTable } from '../errors/sync-advice.js';
import { UniqueViolationError } from '../errors/unique-violation-error.js';
import type { PostgresqlUrl } from './parse-url.js';
import { adviceForSequence } from './sequence-behind.js';

const PASSWORD = 'Check the user and the password in the URL.';
const UNREACHABLE = 'Check that the server runs and that the URL names it.';
const UNKNOWN_OUTCOME = 'Whether the transaction was committed is not known.';

/** SQLSTATEs, their classes, and what the driver and the system say. The order counts. */
const RULES: readonly Rule[] = [
  [/^28/, AuthenticationError, PASSWORD],
  [/^3D000/, DatabaseNotFoundError, 'Create the database, or correct the URL.'],
  [/^23505/, UniqueViolationError],
  [/^(22|23|44|54|40002)/, ConstraintError],
  [/^(42P01|3F000)/, MissingTableError, adviceForTable],
  [/^42703/, MissingTableError, adviceForColumn],
  [/^42501/, PermissionError, 'Grant the user what is needed.'],
  [/^25006/, PermissionError, 'Write in a transaction only, and not to a standby.'],
  [/^55P03/, DatabaseBusyError, 'Somebody holds a lock; try again.'],
  [/^57014/, DatabaseTimeoutError, 'The statement took longer than it may; try again.'],
  [/^40003/, ConnectionError, UNKNOWN_OUTCOME],
  [/^40/, SerializationError, 'Try again.'],
  [/^53100/, DiskFullError, 'Make room on the server.'],
  [/^53[34]/, ConnectionError, 'The server has too many connections; try again later.'],
  [/^(57P|25P0[34]|08)/, ConnectionError, 'The server ended the connection; try again.'],
  // The table has changed since the statement was prepared; another connection prepares it anew.
  [/^(26000|0A000: cached plan)/, ConnectionError, 'Try again.'],
  [/^E[A-Z_]+: /, ConnectionError, UNREACHABLE],
  [/^[0-9A-Z]{5}: /, DatabaseError],
  [/There was no answer/, ConnectionError, 'Check the network, and try again.'],
  [/timeout exceeded when trying to connect/, DatabaseBusyError, 'All connections are in use.'],
  [/^[A-Z_]*CERT|ERR_TLS|certificate|does not support SSL/i, ConnectionError, 'Check sslmode.'],
  [/connect|not queryable|timeout expired/i, ConnectionError, UNREACHABLE],
  [/password|SASL|SCRAM/i, AuthenticationError, PASSWORD],
  [/(?:)/, DatabaseError],
];

/**
 * Turns an error of node-postgres, or of the system below it, into one of ours.
 *
 * @param statement what was sent; when the answer to a commit is lost, the error says so.
 */
export type PostgresqlClassifier = (error: unknown, statement?: string) => CellbridgeError;

/** A classifier for one database, which keeps its password to itself. */
export function postgresqlClassifier({
  description: database,
  secrets,
}: Pick<PostgresqlUrl, 'description' | 'secrets'>): PostgresqlClassifier {
  return (error, statement) => {
    const classified = classify(RULES, error, { database, secrets, statement });
    const advice = adviceForSequence(error);
    if (advice !== undefined) {
      return new SequenceBehindError(`${database}: ${advice}`, {
        cause: classified.cause,
        database,
      });
    }
    // A server that ends a commit for its time limit has not committed.
    if (statement !== 'commit' || !ConnectionError.isInstance(classified)) return classified;
    const message = `${classified.message} ${UNKNOWN_OUTCOME}`;
    return new ConnectionError(message, { cause: classified.cause, database });
  };
}
