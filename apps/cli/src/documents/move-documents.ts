import type { CellPlan, CellSteering, MovePlan, RunDocument } from '@cellbridge/migrator';
import type { ExitCode } from '../exit-code.js';
import type { CellsReport } from './cells-reports.js';

/** What a run did. */
export interface FinishedRunDocument extends RunDocument {
  /** The exit code of the command. */
  readonly exitCode: ExitCode;
}

/** What a run would do in a cell. */
export interface CellPlanDocument extends Omit<CellPlan, 'error'> {}

/** What a run would do now: a dry run. */
export interface DryRunDocument extends Omit<MovePlan, 'cells' | 'missed'>, CellsReport {
  /** Sorted by uuid. */
  readonly cells: readonly CellPlanDocument[];
}

/** How the moves in cells are steered. */
export interface SteeringDocument {
  /** Sorted by uuid. */
  readonly cells: readonly CellSteering[];
}
