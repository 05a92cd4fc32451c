import { AuthenticationError } from '../errors/authentication-error.js';
import type { CellbridgeError, ErrorOrigin } from '../errors/cellbridge-error.js';
import { ConnectionError } from '../errors/connection-error.js';
import { ConstraintError } from '../errors/constraint-error.js';
import { DatabaseBusyError } from '../errors/database-busy-error.js';
import { DatabaseError } from '../errors/database-error.js';
import { DatabaseNotFoundError } from '../errors/database-not-found-error.js';
import { DatabaseTimeoutError } from '../errors/database-timeout-error.js';
import { DiskFullError } from '../errors/disk-full-error.js';
import { MissingTableError } from '../errors/missing-table-error.js';
import { PermissionError } from '../errors/permission-error.js';
import { SerializationError } from '../errors/serialization-error.js';
import { UniqueViolationError } from '../errors/unique-violation-error.js';

type ErrorClass = new (message: string, origin: ErrorOrigin) => CellbridgeError;
type Rule = readonly [sqlstate: string, error: ErrorClass, remedy: string];

/** From SQLSTATE, or the beginning of one, to the error; the first rule that fits counts. */
const RULES: readonly Rule[] = [
  ['28', AuthenticationError, 'Check the user and the password in the URL.'],
  ['3D000', DatabaseNotFoundError, 'Create the database, or mend the URL.'],
  ['23505', UniqueViolationError, ''],
  ['23', ConstraintError, ''],
  ['22', ConstraintError, ''],
  ['42P01', MissingTableError, 'Run "cellbridge api-db sync" or "cellbridge db sync" first.'],
  ['42703', MissingTableError, 'Run "cellbridge api-db sync" or "cellbridge db sync" first.'],
  ['42501', PermissionError, 'Grant the user what is needed.'],
  ['25006', PermissionError, 'Use a database that can be written to.'],
  ['55P03', DatabaseBusyError, 'Somebody holds a lock; try again.'],
  ['57014', DatabaseTimeoutError, 'The statement took longer than it may; try again.'],
  ['40001', SerializationError, 'Try again.'],
  ['40P01', SerializationError, 'Try again.'],
  ['53100', DiskFullError, 'Make room on the server.'],
  ['53300', ConnectionError, 'The server has too many connections; try again later.'],
  ['57P', ConnectionError, 'The server ended the connection; try again.'],
  ['25P03', ConnectionError, 'The transaction was idle for too long; try again.'],
  ['08', ConnectionError, 'Try again.'],
];

/** What the driver and the system say without a SQLSTATE when a connection is not to be had or is lost. */
const LOST =
  /^E[A-Z_]+$|connection (terminated|ended)|client has encountered a connection error|not queryable|closed the connection|connect(ion)? timeout|timeout (exceeded|expired)|does not support SSL|certificate/i;

/** Turns an error of node-postgres, or of the system below it, into one of ours. */
export function classifyPostgresql(error: unknown, database: string): CellbridgeError {
  const { message, code } = describe(error);
  const origin = { cause: error, database };
  const rule = RULES.find(([sqlstate]) => code?.startsWith(sqlstate));
  if (rule && /^[0-9A-Z]{5}$/.test(code ?? '')) {
    const [, ErrorOfRule, remedy] = rule;
    return new ErrorOfRule(`${database}: ${sentence(message)}${remedy && ` ${remedy}`}`, origin);
  }
  if (/query read timeout/i.test(message)) {
    return new DatabaseTimeoutError(`${database} did not answer in time; try again.`, origin);
  }
  if (LOST.test(code ?? '') || LOST.test(message)) {
    const remedy = 'Check that the server runs and that the URL names it.';
    return new ConnectionError(
      `${database} cannot be reached: ${sentence(message)} ${remedy}`,
      origin,
    );
  }
  if (/password|SASL|pg_hba/i.test(message)) {
    const remedy = 'Check the user and the password in the URL.';
    return new AuthenticationError(`${database}: ${sentence(message)} ${remedy}`, origin);
  }
  return new DatabaseError(`${database}: ${sentence(message)}`, origin);
}

function describe(error: unknown): { message: string; code: string | undefined } {
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  const { message = String(error), code } = error as { message?: string; code?: unknown };
  return { message, code: typeof code === 'string' ? code : undefined };
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
