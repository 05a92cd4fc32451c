import { CellbridgeError, messageOf } from '@cellbridge/db-api';
import { cellLabel } from '../cell-label.js';

/** A cell that a call needs could not be reached in time; `cause` has the reason. */
export class CellUnavailableError extends CellbridgeError {
  static override readonly code = 'CELL_UNAVAILABLE';
  static override readonly isRetryable = true;

  /** The uuid of the cell. */
  readonly cellUuid: string;
  /** The name of the cell, if it has one. */
  readonly cellName: string | null;
  /** Those of the further cells that the same call has asked and that are unavailable, too, if any. */
  declare readonly others?: readonly CellUnavailableError[];

  constructor(
    cell: { uuid: string; name: string | null },
    cause: unknown,
    others: readonly CellUnavailableError[] = [],
  ) {
    super(`Cell ${cellLabel(cell)} is unavailable: ${messageOf(cause)}`, { cause });
    this.cellUuid = cell.uuid;
    this.cellName = cell.name;
    if (others.length > 0) this.others = others;
  }
}
