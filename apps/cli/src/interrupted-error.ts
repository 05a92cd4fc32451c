import { CellbridgeError } from '@cellbridge/database/errors';

/** The user stopped the command before its end. */
export class InterruptedError extends CellbridgeError {
  static override readonly code = 'INTERRUPTED';
}
