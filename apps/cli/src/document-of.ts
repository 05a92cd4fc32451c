import { unavailableCellsOf } from '@cellbridge/migrator';
import type { CellUnavailableError } from '@cellbridge/objects';

/** The report of work in cells, for programs. */
export function documentOf<Report extends { unavailableCells: readonly CellUnavailableError[] }>(
  report: Report,
  exitCode: number,
) {
  return { ...report, exitCode, unavailableCells: unavailableCellsOf(report.unavailableCells) };
}
