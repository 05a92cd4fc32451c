import type { UnreadableValue } from '@cellbridge/db-cell';
import { CellbridgeError } from '@cellbridge/objects';

/** How many values a message names. */
const MAX_NAMED_VALUES = 5;

/** Rows of a cell hold values that are not what their columns say, and that cannot be copied. */
export class UnreadableValueError extends CellbridgeError {
  static override readonly code = 'UNREADABLE_VALUE';

  constructor(values: readonly UnreadableValue[]) {
    const named = values
      .slice(0, MAX_NAMED_VALUES)
      .map(({ table, id, column, problem }) => `${column} of row ${id} of ${table} ${problem}`);
    const more =
      values.length > MAX_NAMED_VALUES ? `; and ${values.length - MAX_NAMED_VALUES} more` : '';
    super(`${named.join('; ')}${more}. Fix it in the cell, then run again.`);
  }
}
