import { unavailableCellsOf } from '@cellbridge/migrator';
import type { CellUnavailableError } from '@cellbridge/objects';
import type { CellsReport } from './documents/cells-reports.js';
import type { ExitCode } from './exit-code.js';

/** The report of work in cells, for programs. */
export function documentOf<Report extends { unavailableCells: readonly CellUnavailableError[] }>(
  report: Report,
  exitCode: ExitCode,
): Omit<Report, 'unavailableCells'> & CellsReport {
  return { ...report, exitCode, unavailableCells: unavailableCellsOf(report.unavailableCells) };
}
