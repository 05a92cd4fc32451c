import { CellbridgeError } from '@cellbridge/database/errors';

/** The command line is wrong; the message says how to correct it. */
export class UsageError extends CellbridgeError {
  static override readonly code = 'INVALID_INPUT';
}
