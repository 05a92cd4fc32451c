import { CellbridgeError } from '@cellbridge/db-api';

/** A cell that a call needs could not be reached in time; `cause` has the reason. */
export class CellUnavailableError extends CellbridgeError {
  static override readonly code = 'CELL_UNAVAILABLE';
  static override readonly isRetryable = true;

  /** The uuid of the cell. */
  readonly cellUuid: string;
  /** The name of the cell, if it has one. */
  readonly cellName: string | null;

  constructor(cell: { uuid: string; name: string | null }, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`Cell ${cell.name ?? cell.uuid} is unavailable: ${reason}`, { cause });
    this.cellUuid = cell.uuid;
    this.cellName = cell.name;
  }
}
