import { redactError } from '../redact.js';
import type { CellbridgeError, ErrorOrigin } from './cellbridge-error.js';

type ErrorClass = new (message: string, origin: ErrorOrigin) => CellbridgeError;

/** A pattern for the key of a driver's error, the error that it becomes, and the remedy. */
export type Rule = readonly [pattern: RegExp, error: ErrorClass, remedy?: string];

/** What a driver reports about an error. */
export interface DriverError {
  readonly message: string;
  /** Empty if it has none. */
  readonly code: string;
  /** The server function that raised it, which is the same in every language. */
  readonly routine: string;
}

/**
 * Turns a driver's error into one of ours, by the first rule that matches its key. The driver's error becomes
 * the cause, without the passwords of URLs.
 *
 * @param database the URL of the database, without its password.
 * @param keyOf returns the text that the rules match.
 */
export function classify(
  rules: readonly Rule[],
  error: unknown,
  database: string,
  keyOf: (error: DriverError) => string,
): CellbridgeError {
  const first = firstOf(error);
  const key = keyOf(describe(first));
  const rule = rules.find(([pattern]) => pattern.test(key));
  const cause = redactError(error);
  // Read after the passwords were removed.
  const text = sentence(describe(first).message || describe(first).code || 'It failed');
  if (!rule) throw new Error('The last rule of a classifier fits everything.');
  const [, ErrorOfRule, remedy] = rule;
  return new ErrorOfRule(`${database}: ${text}${remedy ? ` ${remedy}` : ''}`, { cause, database });
}

/** If every address of a host fails, the error holds one for each; they say much the same. */
function firstOf(error: unknown): unknown {
  return error instanceof AggregateError ? (error.errors[0] ?? error) : error;
}

function describe(error: unknown): DriverError {
  const { message = String(error), code, routine } = (error ?? {}) as Record<string, unknown>;
  return { message: String(message), code: textOf(code), routine: textOf(routine) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
