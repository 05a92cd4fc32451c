import { type Cell, CellbridgeError } from '@cellbridge/objects';

/** The batch lost its row locks in the cell, and a writer has changed one of its groups since. */
export class ClaimRevokedError extends CellbridgeError {
  static override readonly code = 'CLAIM_REVOKED';
  static override readonly isRetryable = true;

  constructor(cell: Cell) {
    super(`The connection to cell ${cell.label} was lost during a batch; run again.`);
  }
}
