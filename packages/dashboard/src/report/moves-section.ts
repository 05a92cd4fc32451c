import type { MoveReport, ReportedColumn } from '@cellbridge/migrator';
import { rowsChart } from '../charts/rows-chart.js';
import { timeChart } from '../charts/time-chart.js';
import { cutsNote } from '../charts/time-marks.js';
import { cellName } from '../components/cell-name.js';
import { duration } from '../format/duration.js';
import { counted, rate, wholeNumber } from '../format/number.js';
import { type Html, html } from '../html/html.js';
import { timeOf } from './time-of.js';

/** How many groups moved when: in all, how fast, and from which cells. */
export function movesOverTime({ timeline, undated }: MoveReport): Html {
  const untold =
    undated === 0
      ? ''
      : html`<p>When ${counted(undated, 'group')} moved, nobody can read in the receipts: a time stamp there is none.</p>`;
  if (!timeline) return undated === 0 ? html`<p>No group has moved yet.</p>` : html`${untold}`;
  const { columns, steps, stepSeconds } = timeline;
  const { periods, step } = timeOf(timeline);
  const moved = steps.map(({ at, groups }) => ({ at: Date.parse(at), groups, sum: sumOf(groups) }));
  let soFar = 0;
  const inAll = moved.map(({ at, sum }) => {
    soFar += sum;
    return { at: at + step, value: soFar };
  });
  // A period begins with what had moved before.
  const starts = periods.map(({ from }) => ({
    at: from,
    value: inAll.findLast(({ at }) => at <= from)?.value ?? 0,
  }));
  const progress = [...starts, ...inAll].sort((left, right) => left.at - right.at);
  const rates = moved.map(({ at, sum }) => ({ at, value: sum / stepSeconds }));
  const rows = columns.map((column, index) => {
    const own = moved.map(({ at, groups }) => ({ at, groups: groups[index] ?? 0 }));
    return {
      name: nameOf(column),
      note: wholeNumber(sumOf(own.map(({ groups }) => groups))),
      points: own.map(({ at, groups }) => ({ at, value: groups / stepSeconds })),
    };
  });
  return html`${timeChart({
    id: 'progress',
    title: 'Groups moved so far',
    unit: 'groups',
    periods,
    series: [{ name: 'All cells', points: progress }],
    format: wholeNumber,
  })}
${timeChart({
  id: 'rate',
  title: 'Speed',
  unit: 'groups/s',
  periods,
  step,
  series: [{ name: 'All cells', points: rates }],
  format: rate,
})}
${
  columns.length > 1
    ? rowsChart({
        id: 'rate-by-cell',
        title: 'Speed in each cell',
        unit: 'groups/s',
        periods,
        step,
        series: rows,
        format: rate,
      })
    : ''
}
${cutsNote(periods)}
<p class="note">By the receipts of the API database, counted in steps of ${duration(stepSeconds)}.</p>
${untold}`;
}

function nameOf({ cellUuid, cellName: name, cells }: ReportedColumn): string {
  return cellUuid === null ? counted(cells, 'other cell') : cellName({ uuid: cellUuid, name });
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
