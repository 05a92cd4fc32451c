import type { ReportedBatches } from '@cellbridge/migrator';
import { timeChart } from '../charts/time-chart.js';
import { cutsNote } from '../charts/time-marks.js';
import { figures } from '../components/figures.js';
import { share } from '../components/share.js';
import { table } from '../components/table.js';
import { milliseconds } from '../format/duration.js';
import { wholeNumber } from '../format/number.js';
import { type Html, html } from '../html/html.js';
import { timeOf } from './time-of.js';

/** How long batches took: in figures, by how long, and over time. */
export function batchTimes(batches: ReportedBatches | null): Html {
  if (!batches) return html`<p>The events tell of no batch.</p>`;
  const { medianSeconds, percentile95Seconds, longestSeconds, histogram, timeline } = batches;
  const { periods, step } = timeOf(timeline);
  const most = histogram.reduce((top, bar) => Math.max(top, bar.batches), 0);
  const points = (pick: (one: (typeof timeline.steps)[number]) => number | null) =>
    timeline.steps.map((one) => ({ at: Date.parse(one.at), value: pick(one) }));
  return html`${figures([
    { name: 'Batches', value: wholeNumber(batches.batches) },
    { name: 'Half took at most', value: milliseconds(medianSeconds) },
    { name: '95 % took at most', value: milliseconds(percentile95Seconds) },
    { name: 'The longest took', value: milliseconds(longestSeconds) },
  ])}
${timeChart({
  id: 'batch-times',
  title: 'Time of a batch',
  unit: 'seconds',
  periods,
  step,
  series: [
    { name: 'Median', points: points(({ medianSeconds }) => medianSeconds) },
    { name: 'Longest', points: points(({ longestSeconds }) => longestSeconds) },
  ],
  format: (seconds) => String(Number(seconds.toPrecision(3))),
})}
${cutsNote(periods)}
${table({
  id: 'batch-histogram',
  caption: 'Batches by how long they took',
  columns: [{ title: 'Time' }, { title: 'Batches', isNumber: true }, { title: 'Share' }],
  rows: histogram.map(({ upToSeconds, batches: count }) => [
    upToSeconds === null ? 'longer' : `up to ${milliseconds(upToSeconds)}`,
    wholeNumber(count),
    share(count, batches.batches, most),
  ]),
})}`;
}
