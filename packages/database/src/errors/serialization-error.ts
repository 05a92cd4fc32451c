import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/** Two transactions stood in each other's way; this one was rolled back. */
export class SerializationError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'SERIALIZATION', isRetryable: true });
  }
}
