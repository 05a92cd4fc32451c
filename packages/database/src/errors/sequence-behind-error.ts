import { CellbridgeError } from './cellbridge-error.js';

/**
 * The sequence that generates the ids of a table is behind its ids, as after an import of rows with their ids:
 * the table refuses every insert. The message has the statement that sets the sequence.
 */
export class SequenceBehindError extends CellbridgeError {
  static override readonly code = 'SEQUENCE_BEHIND';
}
