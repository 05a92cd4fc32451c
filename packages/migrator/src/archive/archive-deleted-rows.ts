/**
 * Archiving the soft-deleted groups of cells: their rows go into Nova's shadow tables, as
 * `nova-manage db archive_deleted_rows` moves them up to release 24.
 *
 * The cell receipts go with their groups, and are read there by runs, the gate, the verification and a recovery. It
 * works beside services, moves and Nova's own archiver, and may be killed at any moment: a batch is one transaction of
 * one database, so nothing has to be claimed. Live groups, their rows included, are not touched.
 */
import { guardListener, SchemaMismatchError } from '@cellbridge/db-api';
import {
  type Cell,
  CellUnavailableError,
  type Deployment,
  refuseUnless,
} from '@cellbridge/objects';
import {
  checkCells,
  checkCount,
  checkFunction,
  checkOptions,
  checkPause,
  checkSignal,
} from '../check-options.js';
import { chosenCells } from '../chosen-cells.js';
import { missedCell } from '../missed-cell.js';
import { archiveCell, nothingOf, rowsOf } from './archive-cell.js';
import type { ArchiveOptions, ArchiveReport, CellArchive } from './archive-report.js';

/** As many as Nova takes by default. */
const USUAL_BATCH_ROWS = 1_000;

/**
 * Archives soft-deleted groups with their policies and members, cell by cell.
 *
 * @throws InvalidInputError if there is no such cell, or an option makes no sense.
 */
export async function archiveDeletedRows(
  deployment: Deployment,
  options: ArchiveOptions = {},
): Promise<ArchiveReport> {
  checkArchiveOptions(options);
  const { maxRows = Number.POSITIVE_INFINITY, batchSize = USUAL_BATCH_ROWS } = options;
  const { before, pause, signal } = options;
  const onProgress = guardListener('onProgress', options.onProgress);
  const cells: CellArchive[] = [];
  const unavailableCells: CellUnavailableError[] = [];
  let rowsLeft = maxRows;
  let isWhole = true;
  for (const cell of chosenCells(deployment, options.cells)) {
    let archived = nothingOf(cell);
    const pace = { maxRows: rowsLeft, batchSize, before, pause, signal };
    const onBatch = (total: CellArchive) => {
      archived = total;
      onProgress(total);
    };
    try {
      isWhole = await archiveCell(deployment, cell, pace, onBatch);
    } catch (error) {
      unavailableCells.push(reasonOf(deployment, cell, error));
    }
    cells.push(archived);
    rowsLeft -= rowsOf(archived);
    if (!isWhole) break;
  }
  const end = signal?.aborted ? 'stopped' : 'more';
  return { outcome: isWhole ? judge(cells, unavailableCells) : end, cells, unavailableCells };
}

function judge(
  cells: readonly CellArchive[],
  unavailableCells: readonly CellUnavailableError[],
): ArchiveReport['outcome'] {
  if (unavailableCells.length > 0) return 'unavailable';
  const isOneSided = cells.some(({ kept }) => kept.some(({ reason }) => reason === 'oneSided'));
  return isOneSided ? 'failed' : 'complete';
}

/** Why nothing more was archived in a cell. The others are still archived. */
function reasonOf(deployment: Deployment, cell: Cell, error: unknown): CellUnavailableError {
  if (SchemaMismatchError.isInstance(error)) return new CellUnavailableError(cell, error);
  return missedCell(deployment, cell, error);
}

function checkArchiveOptions(options: ArchiveOptions): void {
  checkOptions(options);
  const { cells, maxRows, batchSize, before, pause, signal, onProgress } = options;
  checkCells(cells);
  checkCount(maxRows, 'max rows');
  checkCount(batchSize, 'batch size');
  const isTime = before === undefined || Number.isFinite(Object(before).getTime?.());
  refuseUnless(isTime, 'before', before, 'a valid Date');
  checkPause(pause);
  checkSignal(signal);
  checkFunction('onProgress', onProgress);
}
