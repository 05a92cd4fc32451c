import type { CellUnavailableError } from '@cellbridge/objects';

/**
 * How a run ended.
 *
 * - `complete`: nothing is left. · `more`: run again.
 * - `failed`: a migration failed. · `quarantined`: done, except for what cannot be moved.
 * - `unavailable`: a cell could not be reached; the others are done.
 */
export type Outcome = 'complete' | 'more' | 'failed' | 'quarantined' | 'unavailable';

/** What became of one migration in a run. */
export interface MigrationReport {
  readonly name: string;
  /** Records that needed it when the run began; `null` where a cell could not be asked. */
  readonly total: number | null;
  /** Records that the run met. */
  readonly found: number;
  /** Records that the run moved. */
  readonly done: number;
  /** Records that are left; `null` where that could not be found out. */
  readonly remaining: number | null;
  /** Records that cannot be moved until somebody decides. */
  readonly quarantined: number;
  /** Cells that could not be reached; what they hold is not in the counts. */
  readonly unavailableCells: readonly CellUnavailableError[];
  /** What ended the migration before its end. */
  readonly error?: unknown;
}

/** What a run of {@link runOnlineDataMigrations} did. */
export interface RunReport {
  /** A uuid; the receipts of what was moved name it. */
  readonly runId: string;
  readonly outcome: Outcome;
  /** Whether the run was ended by its signal. */
  readonly stopped: boolean;
  /** In the order in which they ran; one that was not reached is missing. */
  readonly migrations: readonly MigrationReport[];
}

/** Judges a run by its reports. `limited`: it was to move a number of records only. */
export function judge(
  migrations: readonly MigrationReport[],
  { limited, stopped }: { limited: boolean; stopped: boolean },
): Outcome {
  const some = (test: (report: MigrationReport) => boolean) => migrations.some(test);
  // As Nova: a limited run that moved something is to be called again, also if a cell was unavailable or failed.
  if (limited && some(({ done }) => done > 0)) return 'more';
  if (stopped && some(({ remaining }) => remaining !== 0)) return 'more';
  if (some(({ unavailableCells }) => unavailableCells.length > 0)) return 'unavailable';
  if (some(({ error }) => error !== undefined)) return 'failed';
  if (some(({ remaining, quarantined }) => (remaining ?? 0) > quarantined)) return 'more';
  return some(({ quarantined }) => quarantined > 0) ? 'quarantined' : 'complete';
}
