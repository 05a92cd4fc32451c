import { scaleLinear } from 'd3-scale';
import { rate } from '../format/number.js';
import { type Html, html } from '../html/html.js';
import { type ChartPoint, isKnown, plot } from './series-paths.js';
import { type Period, timeAxis } from './time-axis.js';
import { cuts, LABELS_HEIGHT, short, timeLabels } from './time-marks.js';
import { describeChart, timeNumbers } from './time-numbers.js';

export type { ChartPoint } from './series-paths.js';

/** A line of a chart. */
export interface ChartSeries {
  readonly name: string;
  /** In the order of time. */
  readonly points: readonly ChartPoint[];
}

/** A chart over time. */
export interface TimeChart {
  readonly title: string;
  /** What is counted: `groups/s`. */
  readonly unit: string;
  /** At most eight: each has a colour and a dash pattern of its own. */
  readonly series: readonly ChartSeries[];
  /** Sets apart the charts of a page. Default: made of the title. */
  readonly id?: string;
  /** The time that shows; the rest is cut out. Default: from the first point to the last. */
  readonly periods?: readonly Period[] | undefined;
  /** Each value holds for so many milliseconds, and is drawn as a step. Default: points are joined by lines. */
  readonly step?: number | undefined;
  /** How a value is written. Default: as a rate. */
  readonly format?: (value: number) => string;
}

/** The height of the plot, in pixels; its width is that of the page. */
const PLOT_HEIGHT = 160;
const TOP = 20;
const BOTTOM = TOP + PLOT_HEIGHT;

/** Draws lines over time: an SVG that needs no script, and a table of the same numbers behind it. */
export function timeChart(chart: TimeChart): Html {
  const { title, unit, series, step, id = slugOf(title), format = rate } = chart;
  const known = series.flatMap(({ points }) => points.filter(isKnown));
  if (known.length === 0) {
    return html`<figure class="chart" id="${id}"><figcaption>${title}</figcaption><p>Nothing to show yet.</p></figure>`;
  }
  const axis = timeAxis(chart.periods ?? [wholeOf(series, step ?? 0)]);
  const highest = known.reduce((most, { value }) => Math.max(most, value), 0);
  const y = scaleLinear([0, highest || 1], [PLOT_HEIGHT, 0]).nice(3);
  const values = y.ticks(3).map((value) => ({ value, top: TOP + y(value) }));
  const isFilled = series.length === 1;
  const lines = series.map(({ points }, index) => ({ points, axis, y, index, step, isFilled }));
  const charted = { id, title, unit, series, format };
  return html`<figure class="chart" id="${id}">
<figcaption>${title} <span class="note">${unit}</span></figcaption>
${series.length > 1 ? legend(series) : ''}
<svg role="img" aria-labelledby="${`${id}-title ${id}-description`}" width="100%" height="${BOTTOM + LABELS_HEIGHT}">
<title id="${`${id}-title`}">${title}</title>
<desc id="${`${id}-description`}">${describeChart(charted)}</desc>
${cuts(axis, TOP, PLOT_HEIGHT)}
${values.map(({ top }) => html`<line class="grid" x1="0" x2="100%" y1="${short(top)}" y2="${short(top)}"></line>`)}
${plot(TOP, PLOT_HEIGHT, lines)}
${values.filter(({ value }) => value > 0).map(({ value, top }) => html`<text class="value" x="0" y="${short(top - 4)}">${format(value)}</text>`)}
${timeLabels(axis, BOTTOM)}
</svg>
${timeNumbers(charted)}
</figure>`;
}

function legend(series: readonly ChartSeries[]): Html {
  return html`<ul class="legend">${series.map(
    ({ name }, index) =>
      html`<li><svg aria-hidden="true" focusable="false" width="28" height="12"><g class="series series-${index}"><path class="line" d="M1,6H27"></path></g></svg> ${name}</li>`,
  )}</ul>`;
}

function wholeOf(series: readonly ChartSeries[], step: number): Period {
  const ends = series.flatMap(({ points }) => [points[0], points.at(-1)]);
  const times = ends.flatMap((point) => (point ? [point.at] : []));
  return { from: Math.min(...times), to: Math.max(...times) + step };
}

function slugOf(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
