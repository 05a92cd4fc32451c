import { redactError } from '../redact.js';
import type { CellbridgeError, ErrorOrigin } from './cellbridge-error.js';

type ErrorClass = new (message: string, origin: ErrorOrigin) => CellbridgeError;

/** What to do about an error, or how that follows from its message and the statement that was sent. */
type Remedy = string | ((message: string, statement?: string) => string);

/** What a driver's error looks like as `CODE: message`, what it becomes, and what to do about it. */
export type Rule = readonly [pattern: RegExp, error: ErrorClass, remedy?: Remedy];

/** Where a driver's error came from. */
export interface Origin {
  /** The URL of the database, without its password. */
  readonly database: string;
  /** The password, in each form in which a message may repeat it. */
  readonly secrets?: readonly string[];
  readonly statement?: string | undefined;
}

/**
 * Turns a driver's error into one of ours, by the first rule that fits. It stays reachable as the
 * cause; the secrets are removed from it.
 */
export function classify(rules: readonly Rule[], error: unknown, origin: Origin): CellbridgeError {
  const { database, secrets = [], statement } = origin;
  const first = firstOf(error);
  const { message, code } = describe(first);
  const rule = rules.find(([pattern]) => pattern.test(`${code}: ${message}`));
  const cause = redactError(error, secrets);
  const text = sentence(describe(first).message || code || 'It failed');
  if (!rule) throw new Error('The last rule of a classifier fits everything.');
  const [, ErrorOfRule, given] = rule;
  const remedy = typeof given === 'function' ? given(message, statement) : given;
  return new ErrorOfRule(`${database}: ${text}${remedy ? ` ${remedy}` : ''}`, { cause, database });
}

/** An attempt at each address of a host fails with all the errors; they say much the same. */
function firstOf(error: unknown): unknown {
  return error instanceof AggregateError ? (error.errors[0] ?? error) : error;
}

function describe(error: unknown): { message: string; code: string } {
  const { message = String(error), code } = (error ?? {}) as { message?: string; code?: unknown };
  return { message, code: typeof code === 'string' ? code : '' };
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
