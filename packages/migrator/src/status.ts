import {
  countQuarantine,
  countReceiptsByCell,
  listProgress,
  type Progress,
  type ProgressState,
} from '@cellbridge/db-api';
import {
  type Cell,
  type Deployment,
  eachCell,
  INSTANCE_GROUPS_MIGRATION,
  toIso,
} from '@cellbridge/objects';
import { chosenCells } from './chosen-cells.js';
import type { Loss } from './evidence/one-sided.js';
import { examineCell, type Findings } from './examine-cell.js';
import { DOUBTFUL_SILENCE_SECONDS, LONGEST_SILENCE_SECONDS } from './heartbeat.js';

/** How the move of instance groups stands in one cell. Time stamps are ISO 8601. */
export interface CellStatus {
  readonly uuid: string;
  readonly name: string | null;
  /**
   * - `pending`: no run has seen the cell yet.
   * - `running`: a run is at work, and has given a sign of life within the last 30 seconds.
   * - `interrupted`: a run has given none for longer; its process was killed, or hangs.
   * - `unavailable`: the cell cannot be asked now. One that the last run could not reach, and that answers
   *   again, is `stopped`.
   * - `stopped` also where the last run left groups in quarantine, and none is there any more.
   * - `stopped`, `complete`, `quarantined`, `failed`: as the last run left it.
   */
  readonly state: ProgressState | 'pending' | 'interrupted';
  /** Groups seen, over all runs. */
  readonly found: number;
  /** Groups that have moved from the cell, in whatever way; those that were destroyed since are among them. */
  readonly done: number;
  /** Live groups in the cell that have not moved yet; `null` where it cannot be asked. */
  readonly remaining: number | null;
  /**
   * Groups that have moved, and whose rows in the cell are still live: a run that was killed has left them,
   * and the next one cleans up. `null` where the cell cannot be asked.
   */
  readonly leftover: number | null;
  /** Groups in quarantine now; they are among the remaining. */
  readonly quarantined: number;
  /**
   * Live policy and member rows under groups that have moved, archived ones too; `null` while groups remain, or where the
   * cell cannot be asked.
   */
  readonly stranded: number | null;
  /** Groups that only one side proves to have moved; `null` where the cell cannot be asked. */
  readonly oneSided: readonly OneSidedGroup[] | null;
  /** Groups a second in the last run; `null` where it has moved nothing, or has fallen silent. */
  readonly ratePerSecond: number | null;
  /** Seconds until the rest has moved at this rate; `null` unless a run is at work. */
  readonly etaSeconds: number | null;
  /** When the last run began; `null` before the first. */
  readonly startedAt: string | null;
  /** When the last run moved a batch or changed its state. */
  readonly updatedAt: string | null;
  /** When the last run ended; `null` while it is under way, or if it was interrupted. */
  readonly finishedAt: string | null;
  /**
   * When a run that is under way, or was interrupted, gave its last sign of life, by the clock of the API
   * database; else `null`.
   */
  readonly heartbeatAt: string | null;
  /** How long ago that was, in seconds, by the same clock. */
  readonly silentSeconds: number | null;
  /** Why the cell cannot be asked now, or what its last run failed with. */
  readonly lastError: string | null;
}

/** A group that only one side proves to have moved. */
export interface OneSidedGroup {
  /** `null` where the cell does not say it any more. */
  readonly groupUuid: string | null;
  /** The id of its row in the cell. */
  readonly cellGroupId: number;
  /**
   * What is missing: `group`, `receipt` and `mapping` in the API database (see {@link Loss}); `proof`:
   * the cell's receipt, though the cell still has the group's rows.
   */
  readonly missing: Loss | 'proof';
}

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
}

/** Which cells a status is of. */
export interface StatusOptions {
  /** The uuids or names of the cells; all of them if it is not given. */
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
  const asked = chosenCells(deployment, chosen);
  const progress = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
  const moved = await countReceiptsByCell(deployment.api);
  const quarantined = await countQuarantine(deployment.api);
  const cells = await eachCell(asked, async (cell) => {
    const row = progress.find(({ cellUuid }) => cellUuid === cell.uuid);
    const found = await examineCell(deployment, cell, row?.cursor ?? 0);
    const counts = {
      done: moved.get(cell.uuid) ?? 0,
      quarantined: quarantined.get(cell.uuid) ?? 0,
    };
    return describe(cell, row, found, counts);
  });
  return { cells, totals: sumUp(cells), ready: cells.length > 0 && cells.every(isDone) };
}

function isDone(cell: CellStatus): boolean {
  const { state, remaining, leftover, quarantined, stranded, oneSided } = cell;
  const isEmpty = remaining === 0 && leftover === 0 && quarantined === 0 && stranded === 0;
  return state === 'complete' && isEmpty && oneSided?.length === 0;
}

function sumUp(cells: readonly CellStatus[]): StatusTotals {
  const unfinished = cells.filter(({ remaining, quarantined }) => remaining !== quarantined);
  const etas = unfinished.map(({ etaSeconds }) => etaSeconds).filter((eta) => eta !== null);
  const hasEnd = unfinished.length > 0 && etas.length === unfinished.length;
  return {
    found: cells.reduce((sum, { found }) => sum + found, 0),
    done: cells.reduce((sum, { done }) => sum + done, 0),
    remaining: sumOf(cells.map(({ remaining }) => remaining)),
    leftover: sumOf(cells.map(({ leftover }) => leftover)),
    quarantined: cells.reduce((sum, { quarantined }) => sum + quarantined, 0),
    ratePerSecond: hasEnd ? sumOf(unfinished.map(({ ratePerSecond }) => ratePerSecond)) : null,
    etaSeconds: hasEnd ? Math.max(...etas) : null,
  };
}

function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

function describe(
  { uuid, name }: Cell,
  row: Progress | undefined,
  { error, ...findings }: Findings,
  { done, quarantined }: Pick<CellStatus, 'done' | 'quarantined'>,
): CellStatus {
  const { remaining } = findings;
  const ratePerSecond = row && !isSilentFor(row, DOUBTFUL_SILENCE_SECONDS) ? rateOf(row) : null;
  const hasEnd = row?.state === 'running' && ratePerSecond !== null && remaining !== null;
  return {
    uuid,
    name,
    state: error || remaining === null ? 'unavailable' : stateOf(row, quarantined),
    found: row?.found ?? 0,
    done,
    ...findings,
    quarantined,
    ratePerSecond,
    etaSeconds: hasEnd ? (remaining - quarantined) / ratePerSecond : null,
    startedAt: toIso(row?.startedAt ?? null),
    updatedAt: toIso(row?.updatedAt ?? null),
    finishedAt: toIso(row?.finishedAt ?? null),
    heartbeatAt: toIso(row?.heartbeatAt ?? null),
    silentSeconds: row?.silentSeconds ?? null,
    lastError: error?.message ?? row?.lastError ?? null,
  };
}

/** The state of a cell that answers. */
function stateOf(row: Progress | undefined, quarantined: number): CellStatus['state'] {
  if (!row) return 'pending';
  if (row.state === 'unavailable') return 'stopped';
  // The decisions that the last run waited for have been made since.
  if (row.state === 'quarantined' && quarantined === 0) return 'stopped';
  return isSilentFor(row, LONGEST_SILENCE_SECONDS) ? 'interrupted' : row.state;
}

/** Whether a run is under way, and has given no sign of life for so long. */
function isSilentFor({ silentSeconds }: Progress, seconds: number): boolean {
  return silentSeconds !== null && silentSeconds >= seconds;
}

/** Groups a second in the last run. */
function rateOf(row: Progress): number | null {
  const rate = row.runDone / secondsOf(row);
  return row.runDone > 0 && Number.isFinite(rate) ? rate : null;
}

/** How long the last run has taken, up to its last batch. */
function secondsOf({ startedAt, updatedAt }: Progress): number {
  return (timeOf(updatedAt) - timeOf(startedAt)) / 1_000;
}

function timeOf(timestamp: string | null): number {
  return Date.parse(toIso(timestamp) ?? '');
}
