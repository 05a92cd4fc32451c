import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** What was asked was closed before. */
export class ClosedError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'CLOSED' });
  }
}
