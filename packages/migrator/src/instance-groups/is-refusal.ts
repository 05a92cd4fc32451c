import { ConstraintError, UniqueViolationError } from '@cellbridge/db-api';

/** Whether a database refused a row, rather than failed. */
export function isRefusal(error: unknown): boolean {
  return UniqueViolationError.isInstance(error) || ConstraintError.isInstance(error);
}
