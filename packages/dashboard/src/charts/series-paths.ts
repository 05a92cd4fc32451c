import { area, curveLinear, curveStepAfter, line } from 'd3-shape';
import { type Html, html, trusted } from '../html/html.js';
import type { TimeAxis } from './time-axis.js';

/** A value at a time; `null` where nobody knows it. */
export interface ChartPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number | null;
}

/** What paths are drawn in, and stretched to the width of the plot. */
const WIDTH = 1_000;

/** A line over time, within a plot. */
export interface Line {
  /** In the order of time. */
  readonly points: readonly ChartPoint[];
  readonly axis: TimeAxis;
  /** Where a value is, in pixels from the top of the plot. */
  readonly y: (value: number) => number;
  /** Which colour and dash pattern it has, from 0 to 7. */
  readonly index: number;
  /** Each value holds for so many milliseconds. Default: points are joined. */
  readonly step: number | undefined;
  /** Whether the area below it is tinted. */
  readonly isFilled: boolean;
}

/** A plot of lines, as wide as what it stands in. */
export function plot(top: number, height: number, lines: readonly Line[]): Html {
  return html`<svg y="${top}" width="100%" height="${height}" viewBox="0 0 ${WIDTH} ${height}" preserveAspectRatio="none">
${lines.map((one) => paths(one, height))}
</svg>`;
}

function paths({ points, axis, y, index, step, isFilled }: Line, bottom: number): Html {
  const x = ({ at }: ChartPoint) => (axis.position(at) / 100) * WIDTH;
  const top = ({ value }: ChartPoint) => y(value ?? 0);
  const curve = step === undefined ? curveLinear : curveStepAfter;
  const toLine = line<ChartPoint>(x, top).defined(isKnown).curve(curve).digits(1);
  const toArea = area<ChartPoint>(x, bottom, top).defined(isKnown).curve(curve).digits(1);
  const parts = axis.periods.map((period) => {
    const own = points.filter(({ at }) => at >= period.from && at <= period.to);
    return step === undefined ? own : heldFor(step, own, period.to);
  });
  const path = (kind: string, draw: (points: ChartPoint[]) => string | null) =>
    html`<path class="${kind}" d="${trusted(parts.map((own) => draw(own) ?? '').join(''))}"></path>`;
  return html`<g class="series series-${index}">${isFilled ? path('area', toArea) : ''}${path('line', toLine)}</g>`;
}

/** Adds where the step of a value ends, if no known value follows at once. */
function heldFor(step: number, points: readonly ChartPoint[], end: number): ChartPoint[] {
  return points.flatMap((point, index) => {
    const next = points[index + 1];
    const isFollowed = next !== undefined && isKnown(next);
    if (isFollowed || !isKnown(point)) return [point];
    return [point, { ...point, at: Math.min(point.at + step, end) }];
  });
}

/** Whether the value of a point is known. */
export function isKnown(point: ChartPoint): point is ChartPoint & { readonly value: number } {
  return point.value !== null;
}
