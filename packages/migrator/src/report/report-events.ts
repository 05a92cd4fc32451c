import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { compareBytes, type QuarantineReason } from '@cellbridge/db-api';
import { INSTANCE_GROUPS_MIGRATION, InvalidInputError } from '@cellbridge/objects';
import type { ProgressEvent } from '../events/progress-event.js';
import { fileFault } from '../files/file-fault.js';
import { sumUpBatches, type TimedBatch } from './batch-times.js';
import { groupedBy } from './grouped-by.js';
import { findHeldBack, isTurn } from './held-back.js';
import type {
  ReportedError,
  ReportedEvents,
  ReportedLoss,
  ReportedWait,
  RunEvents,
} from './move-report.js';
import { readEvents } from './read-events.js';

/** How many entries each list holds. */
const MOST_LISTED = 200;

/** Which events matter. */
export interface EventScope {
  /** Those of these cells, and those of no cell. */
  readonly cellUuids: ReadonlySet<string>;
  /** Whether a run matters only if it was at work in one of these cells, and only as long as it was. */
  readonly isPart: boolean;
}

/** What event files tell of the move, and of each run. */
export interface GatheredEvents {
  readonly events: ReportedEvents;
  readonly runs: ReadonlyMap<string, RunEvents>;
  readonly lostRunIds: ReadonlySet<string>;
}

/**
 * Gathers what event files tell of the move of instance groups. The files and their lines may come in any order.
 *
 * @throws InvalidInputError if a file cannot be read, or is given twice, or a line of it is no event.
 */
export async function reportEvents(
  paths: readonly string[],
  scope: EventScope,
): Promise<GatheredEvents> {
  await refuseTwice(paths);
  const batches: TimedBatch[] = [];
  const told: ProgressEvent[] = [];
  const runs = new Map<string, ToldRun>();
  let cutLines = 0;
  for (const path of paths) {
    for await (const event of readEvents(path, () => (cutLines += 1))) {
      if (!isOfMove(event, scope)) continue;
      runs.set(event.runId, extended(runs.get(event.runId), event, scope));
      if (event.type !== 'batch') told.push(event);
      else if (event.seconds !== null && event.done > 0) {
        batches.push({ at: Date.parse(event.time) / 1_000, seconds: event.seconds });
      }
    }
  }
  // A run that was not at work here has no times.
  const known = [...runs].flatMap(([runId, { times, end, events }]) =>
    times ? [{ runId, events, run: { ...times, ...end } }] : [],
  );
  const knownRuns = new Map(known.map(({ runId, run }) => [runId, run]));
  const others = told.filter(({ runId }) => knownRuns.has(runId));
  others.sort((left, right) => compareBytes(left.time, right.time));
  const waits = findHeldBack(others.filter(isTurn));
  const losses = others.flatMap(lossOf);
  const errors = others.flatMap(errorOf);
  const events: ReportedEvents = {
    files: paths.length,
    events: known.reduce((sum, { events }) => sum + events, 0),
    cutLines,
    batches: sumUpBatches(batches),
    heldBack: sumUpWaits(waits),
    waits: longest(waits),
    waitsInAll: waits.length,
    quarantined: countQuarantined(others),
    losses: losses.slice(0, MOST_LISTED),
    lossesInAll: losses.length,
    errors: errors.slice(0, MOST_LISTED),
    errorsInAll: errors.length,
  };
  return { events, runs: knownRuns, lostRunIds: new Set(losses.map(({ lostRunId }) => lostRunId)) };
}

/** Each event counts once, however its file is spelled. */
async function refuseTwice(paths: readonly string[]): Promise<void> {
  const seen = new Set<string>();
  for (const path of paths) {
    const { dev, ino } = await statistics(path);
    const file = `${dev} ${ino}`;
    if (seen.has(file)) {
      throw new InvalidInputError(`${path} is given twice; name each file of events once.`);
    }
    seen.add(file);
  }
}

async function statistics(path: string): Promise<BigIntStats> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    throw fileFault(path, 'read', error);
  }
}

function isOfMove(event: ProgressEvent, { cellUuids }: EventScope): boolean {
  if (event.type === 'finished') return true;
  if (event.migration !== INSTANCE_GROUPS_MIGRATION) return false;
  const cellUuid = cellOf(event);
  return cellUuid === undefined || cellUuids.has(cellUuid);
}

function cellOf(event: ProgressEvent): string | undefined {
  return 'cellUuid' in event ? event.cellUuid : undefined;
}

/** What the events so far tell of a run. */
interface ToldRun {
  readonly events: number;
  readonly times: Pick<RunEvents, 'startedAt' | 'lastEventAt'> | undefined;
  readonly end: Pick<RunEvents, 'outcome' | 'stopped'>;
}

const NO_EVENTS: ToldRun = {
  events: 0,
  times: undefined,
  end: { outcome: null, stopped: false },
};

function extended(
  known: ToldRun = NO_EVENTS,
  event: ProgressEvent,
  { isPart }: EventScope,
): ToldRun {
  const { time } = event;
  const { startedAt = time, lastEventAt = time } = known.times ?? {};
  const times = {
    startedAt: compareBytes(time, startedAt) < 0 ? time : startedAt,
    lastEventAt: compareBytes(time, lastEventAt) > 0 ? time : lastEventAt,
  };
  const isTimed = !isPart || cellOf(event) !== undefined;
  return {
    events: known.events + 1,
    times: isTimed ? times : known.times,
    end: event.type === 'finished' ? { outcome: event.outcome, stopped: event.stopped } : known.end,
  };
}

function lossOf(event: ProgressEvent): ReportedLoss[] {
  if (event.type !== 'lost') return [];
  const { time: at, runId, cellUuid, cellName, lost } = event;
  const { runId: lostRunId, host, pid, heartbeatAt } = lost;
  return [{ at, cellUuid, cellName, lostRunId, host, pid, heartbeatAt, runId }];
}

/** A cell that failed, or a migration. */
function errorOf(event: ProgressEvent): ReportedError[] {
  if (event.type !== 'error' && event.type !== 'cell') return [];
  const message = event.type === 'error' ? event.message : event.error;
  if (message === null) return [];
  const { time: at, runId } = event;
  const cell =
    event.type === 'cell'
      ? { cellUuid: event.cellUuid, cellName: event.cellName }
      : { cellUuid: null, cellName: null };
  return [{ at, runId, ...cell, message }];
}

/** Each group once for each run that set it aside. */
function countQuarantined(events: readonly ProgressEvent[]): ReportedEvents['quarantined'] {
  const counts = new Map<QuarantineReason, number>();
  for (const event of events) {
    if (event.type !== 'quarantined' || !event.isNew) continue;
    counts.set(event.reason, (counts.get(event.reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, groups]) => ({ reason, groups }));
}

function sumUpWaits(waits: readonly ReportedWait[]): ReportedEvents['heldBack'] {
  return [...groupedBy(waits, ({ state }) => state)].map(([state, own]) => ({
    state,
    times: own.length,
    seconds: own.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0),
  }));
}

/** The longest waits, in the order of time; one without an end counts as long. */
function longest(waits: readonly ReportedWait[]): ReportedWait[] {
  const length = ({ seconds }: ReportedWait) => seconds ?? Number.POSITIVE_INFINITY;
  const chosen =
    waits.length <= MOST_LISTED ? waits : [...waits].sort(byLength).slice(0, MOST_LISTED);
  return [...chosen].sort((left, right) => compareBytes(left.from, right.from));

  function byLength(left: ReportedWait, right: ReportedWait): number {
    const [one, other] = [length(left), length(right)];
    return one === other ? 0 : other > one ? 1 : -1;
  }
}
