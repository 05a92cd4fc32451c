import { CellbridgeError } from './cellbridge-error.js';

/** Two transactions conflicted; this one was rolled back. */
export class SerializationError extends CellbridgeError {
  static override readonly code = 'SERIALIZATION';
  static override readonly isRetryable = true;
}
