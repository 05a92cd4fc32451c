import { scaleLinear } from 'd3-scale';
import { type Html, html } from '../html/html.js';
import { type ChartPoint, isKnown, plot } from './series-paths.js';
import { timeAxis } from './time-axis.js';
import type { ChartSeries, TimeChart } from './time-chart.js';
import { cuts, LABELS_HEIGHT, timeLabels } from './time-marks.js';
import { describeChart, timeNumbers } from './time-numbers.js';

/** A row of such a chart. */
interface ChartRow extends ChartSeries {
  /** What stands at its right end: a total. */
  readonly note: string;
}

/** Rows over the same time, each drawn for itself. */
export interface RowsChart extends Required<Omit<TimeChart, 'series'>> {
  readonly series: readonly ChartRow[];
}

const NAME_HEIGHT = 20;
const PLOT_HEIGHT = 32;
const ROW_HEIGHT = NAME_HEIGHT + PLOT_HEIGHT + 8;

/** How many characters of a name fit beside the note on a phone. */
const MOST_CHARACTERS = 24;

/**
 * Draws a row for each series, one below the other, all of the same scale: who was at work when shows without a legend, and
 * without colours.
 */
export function rowsChart({ id, title, unit, series, periods, step, format }: RowsChart): Html {
  const axis = timeAxis(periods ?? []);
  const known = series.flatMap(({ points }) => points.filter(isKnown));
  const highest = known.reduce((most, { value }) => Math.max(most, value), 0);
  const y = scaleLinear([0, highest || 1], [PLOT_HEIGHT, 0]);
  const bottom = series.length * ROW_HEIGHT;
  const charted = { id, title, unit, series, format };
  return html`<figure class="chart" id="${id}">
<figcaption>${title} <span class="note">${unit}, at most ${format(highest)}</span></figcaption>
<svg role="img" aria-labelledby="${`${id}-title ${id}-description`}" width="100%" height="${bottom + LABELS_HEIGHT}">
<title id="${`${id}-title`}">${title}</title>
<desc id="${`${id}-description`}">${describeChart(charted)}</desc>
${cuts(axis, 0, bottom - 8)}
${series.map(({ name, note, points }, row) => {
  const top = row * ROW_HEIGHT;
  const base = top + NAME_HEIGHT + PLOT_HEIGHT;
  return html`${plot(top + NAME_HEIGHT, PLOT_HEIGHT, [{ points: points.map(withoutZero), axis, y, index: 0, step, isFilled: true }])}
<line class="grid" x1="0" x2="100%" y1="${base}" y2="${base}"></line>
<text class="name" x="0" y="${top + 14}">${shortened(name)}</text>
<text class="name" x="100%" y="${top + 14}" text-anchor="end">${note}</text>
`;
})}
${timeLabels(axis, bottom - 8)}
</svg>
${timeNumbers(charted)}
</figure>`;
}

/** A row is empty where nothing happened. */
function withoutZero({ at, value }: ChartPoint): ChartPoint {
  return { at, value: value === 0 ? null : value };
}

function shortened(name: string): string {
  const characters = [...name];
  return characters.length <= MOST_CHARACTERS
    ? name
    : `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…`;
}
