import { scaleLinear } from 'd3-scale';
import { area, curveLinear, curveStepAfter, line } from 'd3-shape';
import { folded } from '../components/folded.js';
import { table } from '../components/table.js';
import { time } from '../components/time.js';
import { duration } from '../format/duration.js';
import { rate, UNKNOWN } from '../format/number.js';
import { type Html, html, trusted } from '../html/html.js';
import { type Period, type TimeAxis, timeAxis } from './time-axis.js';

/** A value at a time; `null` where nobody knows it. */
export interface ChartPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number | null;
}

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
}

/** The height of the plot, in pixels; its width is that of the page. */
const PLOT_HEIGHT = 160;
const TOP = 20;
const HEIGHT = TOP + PLOT_HEIGHT + 40;
/** What paths are drawn in, and stretched to the plot. */
const WIDTH = 1_000;

/** Draws lines over time: an SVG that needs no script, and a table of the same numbers behind it. */
export function timeChart(chart: TimeChart): Html {
  const { title, unit, series, id = slugOf(title) } = chart;
  const known = series.flatMap(({ points }) => points.filter(isKnown));
  if (known.length === 0) {
    return html`<figure class="chart" id="${id}"><figcaption>${title}</figcaption><p>Nothing to show yet.</p></figure>`;
  }
  const axis = timeAxis(chart.periods ?? [wholeOf(series, chart.step ?? 0)]);
  const highest = known.reduce((most, { value }) => Math.max(most, value), 0);
  const y = scaleLinear([0, highest || 1], [PLOT_HEIGHT, 0]).nice(3);
  return html`<figure class="chart" id="${id}">
<figcaption>${title} <span class="note">${unit}</span></figcaption>
${series.length > 1 ? legend(series) : ''}
<svg role="img" aria-labelledby="${`${id}-title ${id}-description`}" width="100%" height="${HEIGHT}">
<title id="${`${id}-title`}">${title}</title>
<desc id="${`${id}-description`}">${describe(chart)}</desc>
${axis.cuts.map(({ x, width }) => html`<rect class="cut" x="${short(x)}%" width="${short(width)}%" y="${TOP}" height="${PLOT_HEIGHT}"></rect>`)}
${y.ticks(3).map((value) => {
  const top = short(TOP + y(value));
  return html`<line class="grid" x1="0" x2="100%" y1="${top}" y2="${top}"></line>`;
})}
<svg y="${TOP}" width="100%" height="${PLOT_HEIGHT}" viewBox="0 0 ${WIDTH} ${PLOT_HEIGHT}" preserveAspectRatio="none">
${series.map(({ points }, index) => paths(points, { axis, y, index, step: chart.step, isFilled: series.length === 1 }))}
</svg>
${y.ticks(3).map((value) => html`<text class="value" x="0" y="${short(TOP + y(value) - 4)}">${rate(value)}</text>`)}
${axis.ticks.map(({ x, clock, day }) => {
  const anchor = x < 5 ? 'start' : x > 95 ? 'end' : 'middle';
  return html`<g class="tick" text-anchor="${anchor}"><text x="${short(x)}%" y="${TOP + PLOT_HEIGHT + 16}">${clock}</text>${day === null ? '' : html`<text x="${short(x)}%" y="${TOP + PLOT_HEIGHT + 32}">${day}</text>`}</g>`;
})}
</svg>
${axis.cuts.length > 0 ? html`<p class="note">${cutsNote(axis)}</p>` : ''}
${folded(`${id}-numbers`, 'The same in numbers', numbers(chart, id))}
</figure>`;
}

interface Drawing {
  readonly axis: TimeAxis;
  readonly y: (value: number) => number;
  readonly index: number;
  readonly step: number | undefined;
  readonly isFilled: boolean;
}

function paths(points: readonly ChartPoint[], drawing: Drawing): Html {
  const { axis, y, index, step, isFilled } = drawing;
  const x = ({ at }: ChartPoint) => (axis.position(at) / 100) * WIDTH;
  const curve = step === undefined ? curveLinear : curveStepAfter;
  const height = ({ value }: ChartPoint) => y(value ?? 0);
  const toLine = line<ChartPoint>(x, height).defined(isKnown).curve(curve).digits(1);
  const toArea = area<ChartPoint>(x, PLOT_HEIGHT, height).defined(isKnown).curve(curve).digits(1);
  const parts = axis.periods.map(({ from, to }) => {
    const own = points.filter(({ at }) => at >= from && at <= to);
    const last = own.at(-1);
    // The last value holds until its step ends.
    return step && last ? [...own, { ...last, at: Math.min(last.at + step, to) }] : own;
  });
  return html`<g class="series series-${index}">${
    isFilled
      ? html`<path class="area" d="${trusted(parts.map((own) => toArea(own) ?? '').join(''))}"></path>`
      : ''
  }<path class="line" d="${trusted(parts.map((own) => toLine(own) ?? '').join(''))}"></path></g>`;
}

function legend(series: readonly ChartSeries[]): Html {
  return html`<ul class="legend">${series.map(
    ({ name }, index) =>
      html`<li><svg aria-hidden="true" focusable="false" width="28" height="12"><g class="series series-${index}"><path class="line" d="M1,6H27"></path></g></svg> ${name}</li>`,
  )}</ul>`;
}

/** The chart in a sentence for each line. */
function describe({ unit, series }: TimeChart): string {
  return series
    .map(({ name, points }) => {
      const known = points.filter(isKnown);
      const [first, last] = [known[0], known.at(-1)];
      if (!first || !last) return `${name}: unknown.`;
      const top = known.reduce((most, point) => (point.value > most.value ? point : most));
      return `${name}: from ${clockOf(first.at)} to ${clockOf(last.at)}; at most ${rate(top.value)} ${unit}, at ${clockOf(top.at)}; ${rate(last.value)} at the end.`;
    })
    .join(' ');
}

function cutsNote({ cuts }: TimeAxis): string {
  const seconds = cuts.reduce((sum, cut) => sum + cut.seconds, 0);
  const many = cuts.length === 1 ? 'A pause' : `${cuts.length} pauses`;
  return `${many} without moves, ${duration(seconds)} in all, cut out: the grey bars.`;
}

function numbers({ title, unit, series }: TimeChart, id: string): Html {
  const values = series.map(({ points }) => new Map(points.map(({ at, value }) => [at, value])));
  const times = [...new Set(values.flatMap((byTime) => [...byTime.keys()]))].sort(
    (left, right) => left - right,
  );
  return table({
    id: `${id}-table`,
    caption: `${title}, ${unit}`,
    columns: [{ title: 'Time' }, ...series.map(({ name }) => ({ title: name, isNumber: true }))],
    rows: times.map((at) => [
      time(new Date(at).toISOString()),
      ...values.map((byTime) => {
        const value = byTime.get(at) ?? null;
        return value === null ? UNKNOWN : rate(value);
      }),
    ]),
  });
}

function isKnown(point: ChartPoint): point is ChartPoint & { readonly value: number } {
  return point.value !== null;
}

function wholeOf(series: readonly ChartSeries[], step: number): Period {
  const times = series.flatMap(({ points }) => [points[0], points.at(-1)]).filter((at) => !!at);
  const all = times.map(({ at }) => at);
  return { from: Math.min(...all), to: Math.max(...all) + step };
}

function clockOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function short(value: number): number {
  return Number(value.toFixed(2));
}

function slugOf(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
