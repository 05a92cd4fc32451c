import type { ProgressState } from '@cellbridge/db-api';
import type { Loss } from './evidence/one-sided.js';
import { isLost } from './heartbeat.js';
import type { CellSteering } from './steering/steer-moves.js';

/** How the move of instance groups stands in one cell. Time stamps are ISO 8601. */
export interface CellStatus extends CellSteering {
  /**
   * - `pending`: no run has seen the cell yet.
   * - `running`: a run is at work, and has given a sign of life within the last 30 seconds.
   * - `interrupted`: a run has given none for longer; its process was killed, or hangs.
   * - `reversing`: groups go back to the cell; after 30 seconds without a sign of life, the process that took them back was
   *   killed, or hangs.
   * - `unavailable`: the cell cannot be asked now. One that the last run could not reach, and that answers
   *   again, is `stopped`.
   * - `stopped` also where the last run left groups in quarantine, and none is left.
   * - `stopped`, `complete`, `quarantined`, `failed`: as the last run left it.
   */
  readonly state: ProgressState | 'pending' | 'interrupted';
  /** Groups seen, over all runs. */
  readonly found: number;
  /** Groups that have moved from the cell, in whatever way; those that were destroyed since are among them. */
  readonly done: number;
  /** Live groups in the cell that have not moved yet; `null` where it cannot be asked. */
  readonly remaining: number | null;
  /**
   * Groups that have moved, and whose rows in the cell are still live: a run that was killed has left them,
   * and the next one cleans up. `null` where the cell cannot be asked.
   */
  readonly leftover: number | null;
  /** Groups in quarantine now; they are among the remaining. */
  readonly quarantined: number;
  /**
   * Live policy and member rows under groups that have moved, archived ones too; `null` while groups remain, or where the
   * cell cannot be asked.
   */
  readonly stranded: number | null;
  /**
   * Groups that only one side proves to have moved; `null` where the cell cannot be asked, and while groups move from it, or
   * go back to it: then the two sides are not compared.
   */
  readonly oneSided: readonly OneSidedGroup[] | null;
  /** Groups a second over the last minute, of all runs at work in the cell; `null` without one, or where one cannot say. */
  readonly ratePerSecond: number | null;
  /** Seconds until the rest has moved at this rate; `null` where it is 0 or unknown, and where every run is paused. */
  readonly etaSeconds: number | null;
  /** When the last run began; `null` before the first. */
  readonly startedAt: string | null;
  /** When the last run moved a batch or changed its state. */
  readonly updatedAt: string | null;
  /** When the last run ended; `null` while it is under way, or if it was interrupted. */
  readonly finishedAt: string | null;
  /**
   * When a run or reversal that is under way, or was interrupted, gave its last sign of life, by the clock of the API
   * database; else `null`.
   */
  readonly heartbeatAt: string | null;
  /** How long ago that was, in seconds, by the same clock. */
  readonly silentSeconds: number | null;
  /** Why the cell cannot be asked now, or what its last run failed with. */
  readonly lastError: string | null;
}

/** Whether groups move from a cell now, or go back to it; not where each run is paused, held back or lost. */
export function isMoving({
  state,
  silentSeconds,
  migrators,
}: Pick<CellStatus, 'silentSeconds' | 'migrators'> & {
  readonly state: CellStatus['state'] | undefined;
}): boolean {
  if (state === 'reversing') return !isLost({ silentSeconds });
  return migrators.some((migrator) => migrator.state === 'moving');
}

/** A group that only one side proves to have moved. */
export interface OneSidedGroup {
  /** `null` where the cell no longer says it. */
  readonly groupUuid: string | null;
  /** The id of its row in the cell. */
  readonly cellGroupId: number;
  /**
   * What is missing: `group`, `receipt` and `mapping` in the API database ({@link Loss}); `proof`:
   * the cell's receipt, though the cell still has the group's rows.
   */
  readonly missing: Loss | 'proof';
}
