import type { MoveReport } from '@cellbridge/migrator';
import type { ExitCode } from '../exit-code.js';

/** How a move went, and how it stands. */
export interface ReportDocument extends MoveReport {
  /** The page that was written; `null` if none was. */
  readonly file: string | null;
  readonly exitCode: ExitCode;
}
