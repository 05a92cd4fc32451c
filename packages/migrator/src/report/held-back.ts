import { compareBytes } from '@cellbridge/db-api';
import type { ProgressEvent } from '../events/progress-event.js';
import type { ReportedWait } from './move-report.js';

/** What may begin or end a wait. */
type Turn = Extract<ProgressEvent, { type: 'wait' | 'cell' | 'end' | 'finished' }>;

/** Where a run waits: in a cell, or everywhere. */
type Place = string;

/** Whether an event may begin or end a wait. */
export function isTurn(event: ProgressEvent): event is Turn {
  return ['wait', 'cell', 'end', 'finished'].includes(event.type);
}

/**
 * Finds the times in which runs were held back. One lasts until the run goes on, is held back otherwise, ends its work
 * there, or ends.
 *
 * @param turns in the order of time.
 */
export function findHeldBack(turns: readonly Turn[]): ReportedWait[] {
  const open = new Map<Place, ReportedWait>();
  const found: ReportedWait[] = [];
  const end = (place: Place, at: string) => {
    const wait = open.get(place);
    if (!wait) return;
    open.delete(place);
    found.push({ ...wait, to: at, seconds: (Date.parse(at) - Date.parse(wait.from)) / 1_000 });
  };
  for (const turn of turns) {
    const { runId, time } = turn;
    if (turn.type === 'finished' || turn.type === 'end') {
      for (const place of [...open.keys()]) if (place.startsWith(runId)) end(place, time);
      continue;
    }
    const { cellUuid = null, cellName = null } = turn;
    const place = `${runId} ${cellUuid}`;
    if (turn.type === 'cell') {
      if (turn.state !== 'running') end(place, time);
      continue;
    }
    const { state, reason } = turn;
    if (open.get(place)?.state === state) continue;
    end(place, time);
    if (state === 'moving') continue;
    const wait = { runId, cellUuid, cellName, state, reason, from: time, to: null, seconds: null };
    // It does not wait for the cell: it goes on without it.
    if (state === 'skipped') found.push(wait);
    else open.set(place, wait);
  }
  return [...found, ...open.values()].sort((left, right) => compareBytes(left.from, right.from));
}
