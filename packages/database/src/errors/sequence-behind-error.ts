import { CellbridgeError } from './cellbridge-error.js';

/**
 * The sequence that generates the ids of a table is behind the ids there, as after an import of rows with
 * their ids: every insert is refused, whatever it inserts. The message has the statement that sets it.
 */
export class SequenceBehindError extends CellbridgeError {
  static override readonly code = 'SEQUENCE_BEHIND';
}
