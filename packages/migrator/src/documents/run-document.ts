import { messageOf } from '@cellbridge/db-api';
import type { MigrationReport, RunReport } from '../run-report.js';
import { type UnavailableCell, unavailableCellsOf } from './unavailable-cells.js';

/** What became of one migration in a run, for programs. */
export interface MigrationDocument extends Omit<MigrationReport, 'unavailableCells' | 'error'> {
  readonly unavailableCells: readonly UnavailableCell[];
  /** What ended the migration before its end, in a sentence; else `null`. */
  readonly error: string | null;
}

/** What a run did, for programs. */
export interface RunDocument extends Omit<RunReport, 'migrations'> {
  readonly migrations: readonly MigrationDocument[];
}

/** The document of a run. */
export function runDocument({ runId, outcome, stopped, migrations }: RunReport): RunDocument {
  return { runId, outcome, stopped, migrations: migrations.map(migrationDocument) };
}

/** The document of what became of one migration. */
export function migrationDocument({
  error,
  unavailableCells,
  ...report
}: MigrationReport): MigrationDocument {
  return {
    ...report,
    unavailableCells: unavailableCellsOf(unavailableCells),
    error: error === undefined ? null : messageOf(error),
  };
}
