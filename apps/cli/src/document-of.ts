import type { CellUnavailableError } from '@cellbridge/objects';
import { missedCells } from './missed-cells.js';

/** The report of work in cells, for programs. */
export function documentOf<Report extends { unavailableCells: readonly CellUnavailableError[] }>(
  report: Report,
  exitCode: number,
) {
  return { ...report, exitCode, unavailableCells: missedCells(report.unavailableCells) };
}
