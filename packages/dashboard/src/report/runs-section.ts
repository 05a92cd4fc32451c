import type { MoveReport, ReportedRun } from '@cellbridge/migrator';
import { cellName } from '../components/cell-name.js';
import { folded } from '../components/folded.js';
import { stateBadge } from '../components/state-badge.js';
import { table } from '../components/table.js';
import { time } from '../components/time.js';
import { duration } from '../format/duration.js';
import { counted, rate, UNKNOWN, wholeNumber } from '../format/number.js';
import { type Html, type HtmlValue, html } from '../html/html.js';
import { shortRunId } from './short-run-id.js';

/** How many rows each table has. */
const MOST_ROWS = 200;

/** What stands for the run of groups that moved without one. */
const DECISIONS = 'Decisions about the quarantine';

/** The runs that have moved groups, and what each has moved from each cell. */
export function runsSection({ runs, runsInAll, events }: MoveReport): Html {
  if (runs.length === 0) return html`<p>No run has moved a group yet.</p>`;
  const shown = runs.slice(-MOST_ROWS);
  const cells = shown.flatMap((run) => run.cells.map((cell) => ({ run, cell })));
  const more = runsInAll - shown.length;
  return html`${table({
    id: 'runs-table',
    caption:
      more > 0
        ? `The latest ${shown.length} of ${counted(runsInAll, 'run')}`
        : 'Runs, in the order in which they began',
    columns: [
      { title: 'Run' },
      { title: 'Ended' },
      { title: 'Groups', isNumber: true },
      { title: 'Groups/s', isNumber: true },
      { title: 'Cells', isNumber: true },
      { title: events ? 'Began' : 'First group' },
      { title: 'Took', isNumber: true },
    ],
    rows: shown.map((run) => {
      const { from, seconds } = lengthOf(run);
      return [
        shortNameOf(run),
        endOf(run),
        wholeNumber(run.groups),
        seconds === null || seconds < 1 ? UNKNOWN : rate(run.groups / seconds),
        wholeNumber(run.cells.length),
        time(from),
        duration(seconds),
      ];
    }),
  })}
${
  cells.length === 0
    ? ''
    : folded(
        'run-cells',
        'What each run moved from each cell',
        html`${table({
          id: 'run-cells-table',
          caption: 'Groups moved by each run from each cell',
          columns: [
            { title: 'Run' },
            { title: 'Cell' },
            { title: 'Groups', isNumber: true },
            { title: 'First group' },
            { title: 'Last group' },
          ],
          rows: cells
            .slice(-MOST_ROWS)
            .map(({ run, cell }) => [
              nameOf(run),
              cellName({ uuid: cell.cellUuid, name: cell.cellName }),
              wholeNumber(cell.groups),
              time(cell.firstAt),
              time(cell.lastAt),
            ]),
        })}
${cells.length > MOST_ROWS ? html`<p>${counted(cells.length - MOST_ROWS, 'earlier row')} not shown.</p>` : ''}`,
      )
}`;
}

function nameOf({ runId }: ReportedRun): HtmlValue {
  return runId === null ? DECISIONS : html`<code>${runId}</code>`;
}

function shortNameOf({ runId }: ReportedRun): HtmlValue {
  return runId === null ? DECISIONS : shortRunId(runId);
}

function endOf({ events, isLost }: ReportedRun): HtmlValue {
  if (isLost) return stateBadge('lost');
  if (!events?.outcome) return UNKNOWN;
  return events.stopped ? stateBadge('stopped') : stateBadge(events.outcome);
}

/** When a run began, and how long it took: by its events, or from its first group to its last. */
function lengthOf({ events, firstAt, lastAt }: ReportedRun): {
  from: string | null;
  seconds: number | null;
} {
  const from = events?.startedAt ?? firstAt;
  const to = events?.lastEventAt ?? lastAt;
  const seconds = from && to ? (Date.parse(to) - Date.parse(from)) / 1_000 : null;
  return { from, seconds };
}
