import { type Cell, CellbridgeError } from '@cellbridge/objects';

/** A run and a reversal cannot work in one cell at the same time. */
export class CellInUseError extends CellbridgeError {
  static override readonly code = 'CELL_IN_USE';
  static override readonly isRetryable = true;

  /** @param work what is under way there. */
  constructor(cell: Cell, work: 'run' | 'reversal', silentSeconds: number) {
    const name = work === 'run' ? 'db online-data-migrations' : 'db reverse';
    super(
      `A "cellbridge ${name}" is at work in cell ${cell.label}, with its last sign of life ${Math.round(silentSeconds)} s ago. Wait until it ends, or end it; one that was killed counts as ended after 30 s.`,
    );
  }
}
