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
  eachCell,
  INSTANCE_GROUPS_MIGRATION,
  toIso,
} from '@cellbridge/objects';
import { listLost } from './evidence/list-lost.js';
import type { Loss } from './evidence/one-sided.js';
import { findUnprovedReceipts } from './evidence/unproved-receipts.js';
import { findStranded, STRANDED_KINDS } from './instance-groups/stranded-rows.js';

/** A run that was killed stays `running`; one that is silent for so many milliseconds has no end in sight. */
const LONGEST_SILENCE = 60_000;

/** How the move of instance groups stands in one cell. Time stamps are ISO 8601. */
export interface CellStatus {
  readonly uuid: string;
  readonly name: string | null;
  /**
   * `pending` where no run has seen the cell yet; `stopped` where its last run left groups in quarantine,
   * and none is there any more: the next one finishes the cell.
   */
  readonly state: ProgressState | 'pending';
  /** Groups seen, over all runs. */
  readonly found: number;
  /** Groups moved, over all runs. */
  readonly done: number;
  /** Live groups in the cell now; `null` where it cannot be asked. */
  readonly remaining: number | null;
  /** Groups in quarantine now; they are among the remaining. */
  readonly quarantined: number;
  /**
   * Live policy and member rows under groups that have moved, archived ones too; `null` while groups remain, or where the
   * cell cannot be asked.
   */
  readonly stranded: number | null;
  /** Groups that only one side proves to have moved; `null` where the cell cannot be asked. */
  readonly oneSided: readonly OneSidedGroup[] | null;
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

/** How the move of instance groups stands in all cells. */
export interface MigrationStatus {
  /** Sorted by uuid. */
  readonly cells: readonly CellStatus[];
  /**
   * Whether the fallback may be dropped: there are cells, each is complete and holds nothing live of a
   * group that moves or has moved, and both sides prove the same moves.
   */
  readonly ready: boolean;
}

/** Shows how far the move of instance groups is, cell by cell. Changes nothing. */
export async function migrationStatus(deployment: Deployment): Promise<MigrationStatus> {
  const progress = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
  const quarantined = await countQuarantine(deployment.api);
  const cells = await eachCell(deployment.cells, async (cell) => {
    const row = progress.find(({ cellUuid }) => cellUuid === cell.uuid);
    const found = await examine(deployment, cell);
    return describe(cell, row, found, quarantined.get(cell.uuid) ?? 0);
  });
  return { cells, ready: cells.length > 0 && cells.every(isDone) };
}

function isDone({ state, remaining, quarantined, stranded, oneSided }: CellStatus): boolean {
  const isEmpty = remaining === 0 && quarantined === 0 && stranded === 0;
  return state === 'complete' && isEmpty && oneSided?.length === 0;
}

/** What a cell says of itself; `error`: why it does not say all of it. */
interface Findings extends Pick<CellStatus, 'remaining' | 'stranded' | 'oneSided'> {
  readonly error?: CellbridgeError;
}

const UNKNOWN = { remaining: null, stranded: null, oneSided: null };

async function examine(deployment: Deployment, cell: Cell): Promise<Findings> {
  let findings: Findings = UNKNOWN;
  try {
    const remaining = await cell.examine(countLiveGroups);
    findings = { ...findings, remaining };
    const stranded = remaining === 0 ? await countStranded(deployment, cell) : null;
    return { remaining, stranded, oneSided: await listOneSided(deployment, cell) };
  } catch (error) {
    if (CellbridgeError.isInstance(error)) return { ...findings, error };
    throw error;
  }
}

async function countStranded(deployment: Deployment, cell: Cell): Promise<number> {
  let rows = 0;
  for (const kind of STRANDED_KINDS) {
    for await (const { ids } of findStranded(deployment, cell, kind)) rows += ids.length;
  }
  return rows;
}

async function listOneSided(deployment: Deployment, cell: Cell): Promise<OneSidedGroup[]> {
  const lost = await listLost(deployment, cell);
  const groups = lost.map(({ loss, ...group }): OneSidedGroup => ({ ...group, missing: loss }));
  for await (const page of findUnprovedReceipts(deployment, cell)) {
    // What Nova has archived and purged cannot be proved any more, and what is live remains.
    for (const { receipt, proof } of page) {
      const { groupUuid, cellGroupId } = receipt;
      if (proof === 'lost') groups.push({ groupUuid, cellGroupId, missing: 'proof' });
    }
  }
  return groups;
}

function describe(
  { uuid, name }: Cell,
  row: Progress | undefined,
  { remaining, stranded, oneSided, error }: Findings,
  quarantined: number,
): CellStatus {
  const rate = row && row.runDone > 0 ? row.runDone / secondsOf(row) : null;
  const ratePerSecond = rate !== null && Number.isFinite(rate) ? rate : null;
  const isRunning =
    row?.state === 'running' && Date.now() - timeOf(row.updatedAt) < LONGEST_SILENCE;
  const hasEnd = isRunning && ratePerSecond !== null && remaining !== null;
  return {
    uuid,
    name,
    state: remaining === null ? 'unavailable' : stateOf(row, quarantined),
    found: row?.found ?? 0,
    done: row?.done ?? 0,
    remaining,
    quarantined,
    stranded,
    oneSided,
    ratePerSecond,
    etaSeconds: hasEnd ? (remaining - quarantined) / ratePerSecond : null,
    startedAt: toIso(row?.startedAt ?? null),
    updatedAt: toIso(row?.updatedAt ?? null),
    finishedAt: toIso(row?.finishedAt ?? null),
    lastError: error?.message ?? row?.lastError ?? null,
  };
}

/** What the last run has written, unless the decisions that it waited for have been made since. */
function stateOf(row: Progress | undefined, quarantined: number): CellStatus['state'] {
  if (row?.state === 'quarantined' && quarantined === 0) return 'stopped';
  return row?.state ?? 'pending';
}

/** How long the last run has taken, up to its last batch. */
function secondsOf({ startedAt, updatedAt }: Progress): number {
  return (timeOf(updatedAt) - timeOf(startedAt)) / 1_000;
}

function timeOf(timestamp: string | null): number {
  return Date.parse(toIso(timestamp) ?? '');
}
