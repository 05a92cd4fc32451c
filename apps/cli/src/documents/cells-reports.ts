import type {
  ArchiveReport,
  RecoverReport,
  ReverseReport,
  UnavailableCell,
} from '@cellbridge/migrator';
import type { ExitCode } from '../exit-code.js';

/** What the reports of work in cells have in common. */
export interface CellsReport {
  /** The exit code of the command. */
  readonly exitCode: ExitCode;
  /** Cells that could not be used. */
  readonly unavailableCells: readonly UnavailableCell[];
}

/** What was archived, cell by cell. */
export interface ArchiveDocument extends Omit<ArchiveReport, 'unavailableCells'>, CellsReport {}

/** What a recovery restored, cell by cell; with `dryRun` what it would restore. */
export interface RecoveryDocument extends Omit<RecoverReport, 'unavailableCells'>, CellsReport {}

/** What a reversal took back, cell by cell; with `dryRun` what it would take back. */
export interface ReversalDocument extends Omit<ReverseReport, 'unavailableCells'>, CellsReport {}
