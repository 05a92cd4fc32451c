import type { CellStatus, StatusDocument, StatusTotals } from '@cellbridge/migrator';
import { duration } from '../format/duration.js';
import { rate, UNKNOWN, wholeNumber } from '../format/number.js';
import { type Html, type HtmlValue, html } from '../html/html.js';
import { cellName } from './cell-name.js';
import { progressBar } from './progress-bar.js';
import { stateBadge } from './state-badge.js';
import { table } from './table.js';

/**
 * How the move stands in each cell, and in all of them.
 *
 * @param trendOf what shows beside the rate of a cell; default: nothing.
 */
export function cellsTable(
  { cells, totals }: Pick<StatusDocument, 'cells' | 'totals'>,
  trendOf: (cell: CellStatus) => HtmlValue = () => null,
): Html {
  return table({
    id: 'cells-table',
    caption: 'Groups in each cell',
    columns: [
      { title: 'Cell' },
      { title: 'State' },
      { title: 'Progress' },
      { title: 'Moved', isNumber: true },
      { title: 'Remaining', isNumber: true },
      { title: 'Quarantine', isNumber: true },
      { title: 'Groups/s', isNumber: true },
      { title: 'Time left', isNumber: true },
    ],
    rows: cells.map((cell) => [cellName(cell), stateOf(cell), ...countsOf(cell, trendOf(cell))]),
    rowIds: cells.map(({ uuid }) => `cell-${uuid}`),
    total: cells.length > 1 ? ['All cells', '', ...countsOf(totals)] : undefined,
  });
}

function stateOf({ state, paused }: CellStatus): HtmlValue {
  return paused ? html`${stateBadge(state)} ${stateBadge('paused')}` : stateBadge(state);
}

function countsOf(counts: StatusTotals, trend: HtmlValue = null): HtmlValue[] {
  const { done, remaining, quarantined, ratePerSecond, etaSeconds } = counts;
  return [
    remaining === null ? UNKNOWN : progressBar(done, done + remaining),
    wholeNumber(done),
    wholeNumber(remaining),
    wholeNumber(quarantined),
    html`${trend}${rate(ratePerSecond)}`,
    duration(etaSeconds),
  ];
}
