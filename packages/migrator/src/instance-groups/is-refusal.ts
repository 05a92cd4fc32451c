import { ConstraintError, UniqueViolationError } from '@cellbridge/db-api';
import { UnreadableValueError } from './unreadable-value-error.js';

/** Whether a row was refused, by a database or because it cannot be read, rather than something failed. */
export function isRefusal(error: unknown): boolean {
  const refusals = [UniqueViolationError, ConstraintError, UnreadableValueError];
  return refusals.some((refusal) => refusal.isInstance(error));
}
