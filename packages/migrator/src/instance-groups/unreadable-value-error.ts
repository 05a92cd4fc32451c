import type { UnreadableValue } from '@cellbridge/db-cell';
import { CellbridgeError } from '@cellbridge/objects';

/** How many values a message names. */
const NAMED = 5;

/** Rows of a cell hold values that are not what their columns say, and that nobody can copy. */
export class UnreadableValueError extends CellbridgeError {
  static override readonly code = 'UNREADABLE_VALUE';

  constructor(values: readonly UnreadableValue[]) {
    const named = values
      .slice(0, NAMED)
      .map(({ table, id, column, problem }) => `${column} of row ${id} of ${table} ${problem}`);
    const more = values.length > NAMED ? `; and ${values.length - NAMED} more` : '';
    super(`${named.join('; ')}${more}. Fix it in the cell, then run again.`);
  }
}
