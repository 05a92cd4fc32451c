import { CellbridgeError } from './cellbridge-error.js';

/** Two transactions stood in each other's way; this one was rolled back. */
export class SerializationError extends CellbridgeError {
  static override readonly code = 'SERIALIZATION';
  static override readonly isRetryable = true;
}
