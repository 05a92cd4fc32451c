import type { CellMigrator, StatusDocument } from '@cellbridge/migrator';
import { duration } from '../format/duration.js';
import { counted, rate, UNKNOWN } from '../format/number.js';
import { type Html, type HtmlValue, html } from '../html/html.js';
import { cellName } from './cell-name.js';
import { processName } from './process-name.js';
import { stateBadge } from './state-badge.js';
import { table } from './table.js';
import { time } from './time.js';

/** The runs that are at work, and those that were lost. */
export function migrators({ cells }: Pick<StatusDocument, 'cells'>): Html {
  const rows = cells.flatMap((cell) =>
    cell.migrators.map((migrator) => [cellName(cell), ...describe(migrator)]),
  );
  if (rows.length === 0) return html`<p>No run is at work.</p>`;
  return table({
    id: 'migrators-table',
    caption: 'Runs at work, and lost ones',
    columns: [
      { title: 'Cell' },
      { title: 'State' },
      { title: 'Process' },
      { title: 'Since' },
      { title: 'Last sign of life' },
      { title: 'Groups/s', isNumber: true },
      { title: 'Last batch' },
      { title: 'Why it is slow', isProse: true },
    ],
    rows,
  });
}

function describe(migrator: CellMigrator): HtmlValue[] {
  const { state, startedAt, silentSeconds, ratePerSecond, lastBatch, reason } = migrator;
  const unread = migrator.hasObeyed ? '' : ' It has not read the latest change yet.';
  return [
    stateBadge(state),
    processName(migrator),
    time(startedAt),
    `${duration(silentSeconds)} ago`,
    rate(ratePerSecond),
    lastBatch ? html`${counted(lastBatch.groups, 'group')}, ${time(lastBatch.at)}` : UNKNOWN,
    `${reason ?? ''}${unread}`,
  ];
}
