import { type Cell, CellbridgeError } from '@cellbridge/objects';

/** A run and a reversal cannot work in one cell at the same time. */
export class CellInUseError extends CellbridgeError {
  static override readonly code = 'CELL_IN_USE';
  static override readonly isRetryable = true;

  /** @param work what is under way there; without it, that another one has taken the place of a reversal that hung. */
  constructor(
    cell: Cell,
    work?: { readonly name: 'run' | 'reversal'; readonly silentSeconds: number },
  ) {
    if (!work) {
      super(
        `The reversal in cell ${cell.label} has lost its turn: it gave no sign of life for more than 30 s, and another process has worked there since. Nothing more goes back; run it again.`,
      );
      return;
    }
    const command = work.name === 'run' ? 'db online-data-migrations' : 'db reverse';
    super(
      `A "cellbridge ${command}" is at work in cell ${cell.label}, with its last sign of life ${Math.round(work.silentSeconds)} s ago. Wait until it ends, or end it; one that was killed counts as ended after 30 s.`,
    );
  }
}
