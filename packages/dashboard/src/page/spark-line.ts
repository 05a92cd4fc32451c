import { scaleLinear } from 'd3-scale';
import type { CellRate } from '../feed/rates-by-cell.js';
import { type Html, html, trusted } from '../html/html.js';

const WIDTH = 64;
const HEIGHT = 16;

/** How wide what one point stands for is: nobody sees more, and a page may have a thousand lines. */
const POINT_WIDTH = 2;

/** A point of the line, in pixels. */
interface SparkPoint {
  readonly x: number;
  readonly y: number;
  readonly followsGap: boolean;
}

/** How fast groups moved in a cell, as a small line without numbers; nothing where no run was seen there. */
export function sparkLine(
  rates: readonly CellRate[],
  { from, to }: { readonly from: number; readonly to: number },
): Html {
  if (rates.length < 2) return html``;
  const column = scaleLinear([from, to], [0, WIDTH / POINT_WIDTH]);
  const highest = rates.reduce((most, { rate }) => Math.max(most, rate), 0);
  const y = scaleLinear([0, highest || 1], [HEIGHT - 1, 1]);
  const points: SparkPoint[] = [];
  for (const { at, rate, followsGap } of rates) {
    const point = { x: Math.round(column(at)) * POINT_WIDTH, y: y(rate), followsGap };
    const before = points.at(-1);
    if (before?.x !== point.x) points.push(point);
    // The highest of those in one place shows.
    else points.splice(-1, 1, { ...before, y: Math.min(before.y, point.y) });
  }
  const path = points.map(
    ({ x, y, followsGap }) => `${followsGap ? 'M' : 'L'}${x},${y.toFixed(1)}`,
  );
  return html`<svg class="spark" aria-hidden="true" focusable="false" width="${WIDTH}" height="${HEIGHT}"><path d="${trusted(path.join(''))}"></path></svg>`;
}
