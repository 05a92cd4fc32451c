import {
  countQuarantine,
  listProgress,
  type Progress,
  type ProgressState,
} from '@cellbridge/db-api';
import { countLiveGroups } from '@cellbridge/db-cell';
import {
  type Cell,
  CellbridgeError,
  type Deployment,
  INSTANCE_GROUPS_MIGRATION,
  toIso,
} from '@cellbridge/objects';

/** A run that was killed stays `running`; one that is silent for so many milliseconds has no end in sight. */
const LONGEST_SILENCE = 60_000;

/** How the move of instance groups stands in one cell. Time stamps are ISO 8601. */
export interface CellStatus {
  readonly uuid: string;
  readonly name: string | null;
  /** `pending` where no run has seen the cell yet. */
  readonly state: ProgressState | 'pending';
  /** Groups seen, over all runs. */
  readonly found: number;
  /** Groups moved, over all runs. */
  readonly done: number;
  /** Live groups in the cell now; `null` where it cannot be asked. */
  readonly remaining: number | null;
  /** Groups in quarantine now; they are among the remaining. */
  readonly quarantined: number;
  /** Groups a second in the last run; `null` where it has moved nothing. */
  readonly ratePerSecond: number | null;
  /** Seconds until the rest has moved at this rate; `null` unless a run has moved something of late. */
  readonly etaSeconds: number | null;
  /** When the last run began; `null` before the first. */
  readonly startedAt: string | null;
  /** When the last run moved a batch or changed its state. */
  readonly updatedAt: string | null;
  /** When the last run ended; `null` while it is under way. */
  readonly finishedAt: string | null;
  /** Why the cell cannot be asked now, or what its last run failed with. */
  readonly lastError: string | null;
}

/** How the move of instance groups stands in all cells. */
export interface MigrationStatus {
  /** Sorted by uuid. */
  readonly cells: readonly CellStatus[];
  /** Whether every cell is complete and empty now: the fallback may be dropped. */
  readonly ready: boolean;
}

/** Says how the move of instance groups stands, cell by cell. Changes nothing. */
export async function migrationStatus(deployment: Deployment): Promise<MigrationStatus> {
  const progress = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
  const quarantined = await countQuarantine(deployment.api);
  const cells = await Promise.all(
    deployment.cells.map(async (cell) => {
      const row = progress.find(({ cellUuid }) => cellUuid === cell.uuid);
      const left = await countLeft(cell);
      return describe(cell, row, left, quarantined.get(cell.uuid) ?? 0);
    }),
  );
  const ready = cells.every(({ state, remaining }) => state === 'complete' && remaining === 0);
  return { cells, ready: ready && cells.every((cell) => cell.quarantined === 0) };
}

async function countLeft(cell: Cell): Promise<number | CellbridgeError> {
  try {
    return await cell.examine(countLiveGroups);
  } catch (error) {
    if (CellbridgeError.isInstance(error)) return error;
    throw error;
  }
}

function describe(
  { uuid, name }: Cell,
  row: Progress | undefined,
  left: number | CellbridgeError,
  quarantined: number,
): CellStatus {
  const isDown = typeof left !== 'number';
  const remaining = isDown ? null : left;
  const rate = row && row.runDone > 0 ? row.runDone / secondsOf(row) : null;
  const ratePerSecond = rate !== null && Number.isFinite(rate) ? rate : null;
  const isRunning =
    row?.state === 'running' && Date.now() - timeOf(row.updatedAt) < LONGEST_SILENCE;
  const hasEnd = isRunning && ratePerSecond !== null && remaining !== null;
  return {
    uuid,
    name,
    state: isDown ? 'unavailable' : (row?.state ?? 'pending'),
    found: row?.found ?? 0,
    done: row?.done ?? 0,
    remaining,
    quarantined,
    ratePerSecond,
    etaSeconds: hasEnd ? (remaining - quarantined) / ratePerSecond : null,
    startedAt: toIso(row?.startedAt ?? null),
    updatedAt: toIso(row?.updatedAt ?? null),
    finishedAt: toIso(row?.finishedAt ?? null),
    lastError: isDown ? left.message : (row?.lastError ?? null),
  };
}

/** How long the last run has taken, up to its last batch. */
function secondsOf({ startedAt, updatedAt }: Progress): number {
  return (timeOf(updatedAt) - timeOf(startedAt)) / 1_000;
}

function timeOf(timestamp: string | null): number {
  return Date.parse(toIso(timestamp) ?? '');
}
