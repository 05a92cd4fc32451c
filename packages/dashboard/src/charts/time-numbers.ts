import { secondOf } from '@cellbridge/migrator';
import { folded } from '../components/folded.js';
import { table } from '../components/table.js';
import { time } from '../components/time.js';
import { UNKNOWN } from '../format/number.js';
import type { Html } from '../html/html.js';
import { type ChartPoint, isKnown } from './series-paths.js';

/** What a chart over time shows. */
export interface Charted {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly series: readonly { readonly name: string; readonly points: readonly ChartPoint[] }[];
  /** How a value is written. */
  readonly format: (value: number) => string;
}

/** The numbers behind a chart, for whoever does not see it or wants to know them. */
export function timeNumbers({ id, title, unit, series, format }: Charted): Html {
  const values = series.map(({ points }) => new Map(points.map(({ at, value }) => [at, value])));
  const times = [...new Set(values.flatMap((byTime) => [...byTime.keys()]))].sort(
    (left, right) => left - right,
  );
  const content = table({
    id: `${id}-table`,
    caption: `${title}, ${unit}`,
    columns: [{ title: 'Time' }, ...series.map(({ name }) => ({ title: name, isNumber: true }))],
    rows: times.map((at) => [
      time(new Date(at).toISOString()),
      ...values.map((byTime) => {
        const value = byTime.get(at) ?? null;
        return value === null ? UNKNOWN : format(value);
      }),
    ]),
  });
  return folded(`${id}-numbers`, 'The same in numbers', content);
}

/** A chart in words: a sentence for each line. */
export function describeChart({ unit, series, format }: Charted): string {
  return series
    .map(({ name, points }) => {
      const known = points.filter(isKnown);
      const [first, last] = [known[0], known.at(-1)];
      if (!first || !last) return `${name}: unknown.`;
      const top = known.reduce((most, point) => (point.value > most.value ? point : most));
      return `${name}: from ${inWords(first.at)} to ${inWords(last.at)}; at most ${format(top.value)} ${unit}, at ${inWords(top.at)}; ${format(last.value)} at the end.`;
    })
    .join(' ');
}

function inWords(at: number): string {
  return secondOf(new Date(at).toISOString());
}
