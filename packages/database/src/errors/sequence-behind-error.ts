import { CellbridgeError, type ErrorOrigin } from './cellbridge-error.js';

/**
 * The sequence that generates the ids of a table is behind the ids there, as after an import of rows with
 * their ids: every insert is refused, whatever it inserts. The message has the statement that sets it.
 */
export class SequenceBehindError extends CellbridgeError {
  constructor(message: string, origin: ErrorOrigin = {}) {
    super(message, { ...origin, code: 'SEQUENCE_BEHIND' });
  }
}
