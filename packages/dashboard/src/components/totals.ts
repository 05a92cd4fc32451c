import type { StatusDocument } from '@cellbridge/migrator';
import { duration } from '../format/duration.js';
import { percent, rate, wholeNumber } from '../format/number.js';
import type { Html } from '../html/html.js';
import { type Figure, figures } from './figures.js';

/** How the move stands in all cells together. */
export function totals({ cells, totals: all }: StatusDocument): Html {
  const { done, remaining, quarantined, ratePerSecond, etaSeconds } = all;
  const share = remaining === null ? undefined : percent(done, done + remaining);
  const complete = cells.filter(({ state }) => state === 'complete').length;
  const pace: Figure[] =
    ratePerSecond === null
      ? []
      : [
          { name: 'Groups a second', value: rate(ratePerSecond), note: 'last minute' },
          { name: 'Time left', value: duration(etaSeconds) },
        ];
  return figures([
    { name: 'Groups moved', value: wholeNumber(done), note: share },
    { name: 'Remaining', value: wholeNumber(remaining) },
    { name: 'In quarantine', value: wholeNumber(quarantined) },
    { name: 'Cells complete', value: `${wholeNumber(complete)} of ${wholeNumber(cells.length)}` },
    ...pace,
  ]);
}
