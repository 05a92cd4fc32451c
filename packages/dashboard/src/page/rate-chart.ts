import type { CellStatus } from '@cellbridge/migrator';
import { cellLabel } from '@cellbridge/objects';
import { type ChartPoint, timeChart } from '../charts/time-chart.js';
import { isGap, type RateSample } from '../feed/rate-history.js';
import type { CellRate } from '../feed/rates-by-cell.js';
import { type Html, html } from '../html/html.js';

/** How many cells have a line of their own. */
const MOST_LINES = 6;

/** How fast groups moved over the last hour: in all cells, and in a few single ones. */
export function rateChart(
  {
    samples,
    rates,
  }: {
    readonly samples: readonly RateSample[];
    readonly rates: ReadonlyMap<string, readonly CellRate[]>;
  },
  cells: readonly CellStatus[],
): Html {
  const shown = cells.filter(({ uuid }) => rates.has(uuid));
  const total = { name: 'All cells', points: pointsOf(samples, ({ total }) => total) };
  const single = shown.slice(0, MOST_LINES).map((cell) => ({
    name: cellLabel(cell),
    points: pointsOf(samples, (sample) => sample.cells.get(cell.uuid) ?? null),
  }));
  const series = shown.length > 1 && shown.length <= MOST_LINES ? [total, ...single] : [total];
  return html`${timeChart({ id: 'rate', title: 'Groups moved', unit: 'groups/s', series })}
<p class="note">Recorded while somebody looks at this page, for an hour.</p>`;
}

/** The points of a line, which has a gap where nobody has looked. */
function pointsOf(
  samples: readonly RateSample[],
  rateOf: (sample: RateSample) => number | null,
): ChartPoint[] {
  return samples.flatMap((sample, index) => {
    const point = { at: sample.at, value: rateOf(sample) };
    const before = samples[index - 1];
    const isAfterGap = before !== undefined && isGap(before, sample);
    return isAfterGap ? [{ at: before.at + 1, value: null }, point] : [point];
  });
}
