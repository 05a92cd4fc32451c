import type { Outcome } from './run-report.js';
import type { MigrationStatus } from './status.js';

/**
 * Judges a move by its status, as if a run had just ended. The first that holds:
 *
 * - `complete`: the fallback may be dropped.
 * - `unavailable`: a cell cannot be asked.
 * - `failed`: only one side proves that a group has moved.
 * - `quarantined`: nothing is left but groups in quarantine.
 * - `more`: a run has something left to do.
 */
export function statusOutcome({
  cells,
  ready,
  left,
}: Pick<MigrationStatus, 'cells' | 'ready' | 'left'>): Outcome {
  if (ready) return 'complete';
  if (cells.some(({ state }) => state === 'unavailable')) return 'unavailable';
  if (cells.some(({ oneSided }) => oneSided?.length)) return 'failed';
  const isStuck = left.length > 0 && left.every(({ kind }) => kind === 'quarantined');
  return isStuck ? 'quarantined' : 'more';
}
