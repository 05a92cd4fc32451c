import type {
  ReportedError,
  ReportedEvents,
  ReportedLoss,
  ReportedWait,
} from '@cellbridge/migrator';
import { cellName as nameOf } from '../components/cell-name.js';
import { processName } from '../components/process-name.js';
import { stateBadge } from '../components/state-badge.js';
import { table } from '../components/table.js';
import { time } from '../components/time.js';
import { duration } from '../format/duration.js';
import { counted, UNKNOWN } from '../format/number.js';
import { type Html, html } from '../html/html.js';
import { shortRunId } from './short-run-id.js';

/** How many losses, and how many errors, show. */
const MOST_ROWS = 100;

/** What happened on the way: what held runs back, which were lost, what failed, what went into quarantine. */
export function eventsSection(events: ReportedEvents): Html {
  const { files, cutLines, waits, losses, errors, quarantined } = events;
  const isQuiet = waits.length + losses.length + errors.length + quarantined.length === 0;
  const groups = quarantined.map(
    ({ reason, groups: count }) => `${counted(count, 'group')} (${reason})`,
  );
  return html`<p class="note">By ${counted(events.events, 'event')} of ${counted(files, 'file')}.${
    cutLines === 0
      ? ''
      : ` ${counted(cutLines, 'line')} could not be read, cut off by a killed process or a full disk.`
  }</p>
${isQuiet ? html`<p class="good">Nothing held the runs back, none was lost, and nothing failed.</p>` : ''}
${groups.length > 0 ? html`<p>Into quarantine went ${groups.join(', ')}.</p>` : ''}
${losses.length > 0 ? lossesOf(losses, events) : ''}
${errors.length > 0 ? errorsOf(errors, events) : ''}
${waits.length > 0 ? waitsOf(waits, events) : ''}`;
}

const WHY: Readonly<Record<ReportedWait['state'], string>> = {
  paused: 'paused by an operator',
  throttled: 'held back by a query or a replica',
  slowed: 'slowed to a rate',
  resting: 'resting for services that waited',
  disconnected: 'without the API database',
  skipped: 'going on without a cell',
};

function waitsOf(waits: readonly ReportedWait[], { heldBack, waitsInAll }: ReportedEvents): Html {
  return html`<h3>What held runs back</h3>
<ul>
${heldBack.map(({ state, times, seconds }) => {
  const length = state === 'skipped' ? '' : `, ${duration(seconds)} in all`;
  return html`<li>${stateBadge(state)}: ${WHY[state] ?? ''}, ${counted(times, 'time')}${length}</li>
`;
})}</ul>
${table({
  id: 'waits-table',
  caption: listed('Times in which a run was held back', waits.length, waitsInAll, 'the longest'),
  columns: [
    { title: 'Since' },
    { title: 'For', isNumber: true },
    { title: 'Cell' },
    { title: 'State' },
    { title: 'Why', isProse: true },
  ],
  rows: waits.map(({ from, seconds, state, reason, ...where }) => [
    time(from),
    seconds === null && state !== 'skipped' ? 'no end told' : duration(seconds),
    cellOf(where),
    stateBadge(state),
    reason,
  ]),
})}`;
}

function lossesOf(losses: readonly ReportedLoss[], { lossesInAll }: ReportedEvents): Html {
  const shown = losses.slice(0, MOST_ROWS);
  return table({
    id: 'losses-table',
    caption: listed('Runs that were lost: killed, or hung', shown.length, lossesInAll),
    columns: [
      { title: 'Lost run' },
      { title: 'Cell' },
      { title: 'Process' },
      { title: 'Last sign of life' },
      { title: 'Its place was taken' },
    ],
    rows: shown.map(({ lostRunId, host, pid, heartbeatAt, at, ...where }) => [
      shortRunId(lostRunId),
      cellOf(where),
      processName({ pid, host }),
      time(heartbeatAt),
      time(at),
    ]),
  });
}

function errorsOf(errors: readonly ReportedError[], { errorsInAll }: ReportedEvents): Html {
  const shown = errors.slice(0, MOST_ROWS);
  return table({
    id: 'errors-table',
    caption: listed('What failed', shown.length, errorsInAll),
    columns: [{ title: 'At' }, { title: 'Cell' }, { title: 'What', isProse: true }],
    rows: shown.map(({ at, message, ...where }) => [time(at), cellOf(where), message]),
  });
}

function cellOf({
  cellUuid,
  cellName,
}: {
  readonly cellUuid: string | null;
  readonly cellName: string | null;
}): string {
  return cellUuid === null ? UNKNOWN : nameOf({ uuid: cellUuid, name: cellName });
}

function listed(what: string, shown: number, inAll: number, which = 'the first'): string {
  return shown === inAll ? what : `${what}: ${which} ${shown} of ${inAll}`;
}
