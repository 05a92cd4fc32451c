import {
  countQuarantine,
  countReceiptsByCell,
  listMigrators,
  listProgress,
  listWishes,
  type Progress,
} from '@cellbridge/db-api';
import { type Deployment, eachCell, INSTANCE_GROUPS_MIGRATION, toIso } from '@cellbridge/objects';
import { type CellStatus, isMoving } from './cell-status.js';
import { chosenCells } from './chosen-cells.js';
import { examineCell, type Findings } from './examine-cell.js';
import { isLost } from './heartbeat.js';
import { type LeftToDo, leftToDo } from './left-to-do.js';
import { cellPace, totalPace } from './pace.js';
import { type CellSteering, steeringOf } from './steering/steer-moves.js';

/** What the cells make together; `null` where one of them cannot say. */
export type StatusTotals = Pick<
  CellStatus,
  'found' | 'done' | 'remaining' | 'leftover' | 'quarantined' | 'ratePerSecond' | 'etaSeconds'
>;

/** How the move of instance groups stands in the cells that were asked for. */
export interface MigrationStatus {
  /** Sorted by uuid. */
  readonly cells: readonly CellStatus[];
  readonly totals: StatusTotals;
  /**
   * Whether the fallback may be dropped, as far as these cells go: there are some, each is complete and holds nothing live of a
   * group that moves or has moved, and both sides prove the same moves.
   */
  readonly ready: boolean;
  /** What is left to do, in the order in which to do it; nothing where every cell is complete. */
  readonly left: readonly LeftToDo[];
}

/** Which cells a status is of. */
export interface StatusOptions {
  /** The uuids or names of the cells; default: all. */
  readonly cells?: readonly string[] | undefined;
}

/**
 * Shows how far the move of instance groups is, cell by cell. Changes nothing.
 *
 * @throws InvalidInputError if there is no such cell.
 */
export async function migrationStatus(
  deployment: Deployment,
  { cells: chosen }: StatusOptions = {},
): Promise<MigrationStatus> {
  // Whoever watches sees a cell that is mapped meanwhile, or mapped anew.
  await deployment.knownCells.upToDate();
  const asked = chosenCells(deployment, chosen);
  const progress = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
  const moved = await countReceiptsByCell(deployment.api);
  const quarantined = await countQuarantine(deployment.api);
  const wishes = await listWishes(deployment.api);
  const migrators = await listMigrators(deployment.api);
  const cells = await eachCell(asked, async (cell) => {
    const row = progress.find(({ cellUuid }) => cellUuid === cell.uuid);
    const steering = steeringOf(cell, wishes, migrators);
    const { migrators: ofCell } = steering;
    const { state, silentSeconds = null, cursor = 0 } = row ?? {};
    const isAtWork = isMoving({ state, silentSeconds, migrators: ofCell });
    const found = await examineCell(deployment, cell, { cursor, isAtWork });
    const counts = {
      done: moved.get(cell.uuid) ?? 0,
      quarantined: quarantined.get(cell.uuid) ?? 0,
    };
    return describe(steering, row, found, counts);
  });
  const left = leftToDo(cells);
  return { cells, totals: sumUp(cells), ready: cells.length > 0 && left.length === 0, left };
}

function sumUp(cells: readonly CellStatus[]): StatusTotals {
  return {
    found: cells.reduce((sum, { found }) => sum + found, 0),
    done: cells.reduce((sum, { done }) => sum + done, 0),
    remaining: sumOf(cells.map(({ remaining }) => remaining)),
    leftover: sumOf(cells.map(({ leftover }) => leftover)),
    quarantined: cells.reduce((sum, { quarantined }) => sum + quarantined, 0),
    ...totalPace(cells),
  };
}

function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

function describe(
  steering: CellSteering,
  row: Progress | undefined,
  { error, ...findings }: Findings,
  { done, quarantined }: Pick<CellStatus, 'done' | 'quarantined'>,
): CellStatus {
  const { remaining } = findings;
  return {
    ...steering,
    state:
      error || remaining === null
        ? 'unavailable'
        : stateOf(row, { quarantined, migrators: steering.migrators }),
    found: row?.found ?? 0,
    done,
    ...findings,
    quarantined,
    ...cellPace(steering.migrators, { remaining, quarantined }),
    startedAt: toIso(row?.startedAt ?? null),
    updatedAt: toIso(row?.updatedAt ?? null),
    finishedAt: toIso(row?.finishedAt ?? null),
    heartbeatAt: toIso(row?.heartbeatAt ?? null),
    silentSeconds: row?.silentSeconds ?? null,
    lastError: error?.message ?? row?.lastError ?? null,
  };
}

/** The state of a cell that answers. */
function stateOf(
  row: Progress | undefined,
  { quarantined, migrators }: Pick<CellStatus, 'quarantined' | 'migrators'>,
): CellStatus['state'] {
  if (!row) return 'pending';
  if (row.state === 'reversing') return 'reversing';
  // Of several runs the first that ends writes how it has ended; the others are still at work.
  if (migrators.some(({ state }) => state !== 'lost')) return 'running';
  if (row.state === 'unavailable') return 'stopped';
  // The decisions that the last run waited for have been made since.
  if (row.state === 'quarantined' && quarantined === 0) return 'stopped';
  return row.state === 'running' && isLost(row) ? 'interrupted' : row.state;
}
