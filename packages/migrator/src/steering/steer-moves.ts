import {
  listMigrators,
  listWishes,
  type Migrator,
  recordWish,
  type Wish,
  type WishedSetting,
} from '@cellbridge/db-api';
import { type Cell, type Deployment, refuseUnless, toIso } from '@cellbridge/objects';
import { checkCount, checkOptions } from '../check-options.js';
import { chosenCells } from '../chosen-cells.js';
import { DOUBTFUL_SILENCE_SECONDS, LONGEST_SILENCE_SECONDS } from '../heartbeat.js';
import { latestOf, numberOf, pauseOf, wishesFor } from './wishes-for.js';

/** How many batches may be under way at once in a cell. */
export const MOST_CONCURRENT_BATCHES = 4;

/** What to change in running moves, and in later ones; what is left out stays as it is. */
export interface MoveWishes {
  readonly paused?: boolean | undefined;
  /** Groups in a transaction; `null`: what fits a quarter of a second. */
  readonly batchSize?: number | null | undefined;
  /** Groups a second that a run moves in a cell, at most; `null`: as many as go. */
  readonly rate?: number | null | undefined;
  /** Batches of a run under way at once in a cell whose database lets several write, 4 at most; `null`: 2. */
  readonly concurrency?: number | null | undefined;
  /** Milliseconds that a service may wait for a batch; `null`: 20 where the database tells who waits. */
  readonly maxWriterWait?: number | null | undefined;
}

/** Which moves to steer, and who does. */
export interface SteerOptions {
  /** The uuids or names of the cells; default: every cell, those that come later too. */
  readonly cells?: readonly string[] | undefined;
  /** Who wishes it, for other operators: `root@controller1`. */
  readonly wishedBy: string;
}

/** A wish that holds in a cell. */
export interface WishInForce {
  readonly setting: WishedSetting;
  /** `null`: back to what holds where nothing is wished. */
  readonly value: boolean | number | null;
  /** Whether it is for every cell, and not for this one. */
  readonly isForEveryCell: boolean;
  readonly wishedBy: string;
  /** ISO 8601; `null` where nobody can read it. */
  readonly wishedAt: string | null;
}

/** The last batch of a run. */
export interface LastBatch {
  /** How many groups it moved. */
  readonly groups: number;
  /** When it had moved them, by the clock of the run's machine. */
  readonly at: string | null;
}

/** A run that is at work in a cell, or was lost there. Time stamps are ISO 8601; `null` where nobody can read them. */
export interface CellMigrator
  extends Pick<
    Migrator,
    'runId' | 'host' | 'pid' | 'reason' | 'batchGroups' | 'batchRows' | 'silentSeconds'
  > {
  /** `lost`: it has given no sign of life for 30 seconds; its process was killed, or hangs. */
  readonly state: Migrator['state'] | 'lost';
  readonly startedAt: string | null;
  readonly heartbeatAt: string | null;
  /**
   * Groups a second that it moved over the last minute, or since it began; `null` in its first second, where it has given no
   * sign of life for 10 seconds, and for a run of an earlier release.
   */
  readonly ratePerSecond: number | null;
  /** The last batch that moved something, as its last sign of life told; `null` before the first. */
  readonly lastBatch: LastBatch | null;
  /** Whether it has read the latest wish for its cell. */
  readonly hasObeyed: boolean;
}

/** How the moves in a cell are steered. */
export interface CellSteering {
  readonly uuid: string;
  readonly name: string | null;
  /** Whether moves in this cell are paused. */
  readonly paused: boolean;
  /** Sorted by setting. */
  readonly wishes: readonly WishInForce[];
  /** In the order in which they began. */
  readonly migrators: readonly CellMigrator[];
}

/**
 * Steers moves of instance groups, on whichever machine they run: they read the wishes before every batch, and each
 * second while they wait. What is wished holds for later runs too, until something else is wished. A wish for every
 * cell replaces those for single cells.
 *
 * @throws InvalidInputError if a value makes no sense, or there is no such cell.
 */
export async function steerMoves(
  deployment: Deployment,
  wishes: MoveWishes,
  options: SteerOptions,
): Promise<readonly CellSteering[]> {
  checkWishes(wishes);
  checkOptions(options);
  const { cells, wishedBy } = options;
  const isName = typeof wishedBy === 'string' && wishedBy !== '';
  refuseUnless(isName, 'wishedBy', wishedBy, 'the name of whoever wishes it');
  const cellUuids = cells ? chosenCells(deployment, cells).map(({ uuid }) => uuid) : [null];
  const { paused, batchSize, rate, concurrency, maxWriterWait } = wishes;
  const wished = Object.entries({ paused, batchSize, rate, concurrency, maxWriterWait }) as [
    WishedSetting,
    boolean | number | null | undefined,
  ][];
  await deployment.api.transaction(async (transaction) => {
    for (const cellUuid of cellUuids) {
      for (const [setting, given] of wished) {
        if (given === undefined) continue;
        const value = given === null ? null : String(given);
        await recordWish(transaction, { cellUuid, setting, value, wishedBy });
      }
    }
  });
  return await readSteering(deployment, cells);
}

function checkWishes(wishes: MoveWishes): void {
  checkOptions(wishes);
  const { paused, batchSize, rate, concurrency, maxWriterWait } = wishes;
  const isFlag = paused === undefined || typeof paused === 'boolean';
  refuseUnless(isFlag, 'paused', paused, 'true or false');
  checkCount(batchSize ?? undefined, 'batch size');
  checkCount(rate ?? undefined, 'rate');
  checkCount(concurrency ?? undefined, 'concurrency');
  checkCount(maxWriterWait ?? undefined, 'max writer wait');
  const isFew = (concurrency ?? 1) <= MOST_CONCURRENT_BATCHES;
  refuseUnless(isFew, 'concurrency', concurrency, `${MOST_CONCURRENT_BATCHES} at most`);
}

/**
 * Shows how the moves in cells are steered, and which runs are at work there. Changes nothing.
 *
 * @param cells their uuids or names; default: all.
 * @throws InvalidInputError if there is no such cell.
 */
export async function readSteering(
  deployment: Deployment,
  cells?: readonly string[],
): Promise<readonly CellSteering[]> {
  const asked = chosenCells(deployment, cells);
  const wishes = await listWishes(deployment.api);
  const migrators = await listMigrators(deployment.api);
  return asked.map((cell) => steeringOf(cell, wishes, migrators));
}

/** How moves in a cell are steered, of all wishes and runs. */
export function steeringOf(
  { uuid, name }: Cell,
  allWishes: readonly Wish[],
  allMigrators: readonly Migrator[],
): CellSteering {
  const wishes = wishesFor(uuid, allWishes);
  const latest = latestOf(wishes);
  const isPaused = pauseOf(wishes) !== undefined;
  const sorted = [...wishes.values()].sort((a, b) => (a.setting < b.setting ? -1 : 1));
  return {
    uuid,
    name,
    paused: isPaused,
    wishes: sorted.map(({ setting, cellUuid, wishedBy, wishedAt }) => ({
      setting,
      value: setting === 'paused' ? isPaused : (numberOf(wishes, setting) ?? null),
      isForEveryCell: cellUuid === null,
      wishedBy,
      wishedAt: toIso(wishedAt),
    })),
    migrators: allMigrators
      .filter(({ cellUuid }) => cellUuid === uuid)
      .map((migrator) => describeMigrator(migrator, latest)),
  };
}

/** @param latest when the latest wish for its cell was wished. */
function describeMigrator(
  {
    id: _id,
    cellUuid: _cellUuid,
    obeyedAt,
    recentRate,
    lastBatchGroups,
    lastBatchAt,
    ...migrator
  }: Migrator,
  latest: string | null,
): CellMigrator {
  const { silentSeconds } = migrator;
  return {
    ...migrator,
    state: silentSeconds >= LONGEST_SILENCE_SECONDS ? 'lost' : migrator.state,
    startedAt: toIso(migrator.startedAt),
    heartbeatAt: toIso(migrator.heartbeatAt),
    ratePerSecond: silentSeconds >= DOUBTFUL_SILENCE_SECONDS ? null : recentRate,
    lastBatch:
      lastBatchGroups === null ? null : { groups: lastBatchGroups, at: toIso(lastBatchAt) },
    hasObeyed: latest === null || (obeyedAt !== null && obeyedAt >= latest),
  };
}
