import { type Cell, CellbridgeError } from '@cellbridge/objects';

/** The batch lost its row locks in the cell, and a writer has changed one of its groups since. */
export class ClaimRevokedError extends CellbridgeError {
  static override readonly code = 'CLAIM_REVOKED';
  static override readonly isRetryable = true;

  /** @param node of the cell's cluster; null if it is none. */
  constructor(cell: Cell, node: string | null) {
    const orElsewhere =
      node === null ? '' : `, or a writer reached another node of its cluster than ${node}`;
    super(`The connection to cell ${cell.label} was lost during a batch${orElsewhere}; run again.`);
  }
}
